/**
 * Training on Spark: segments as barrier stages, the exchange between executors, what all jobs of
 * training share, and the jobs that train on texts and answers.
 *
 * <p>The other jobs live in packages beneath this one. They use it and not one another: what two of
 * them need lives here.
 */
@NullMarked
package dev.nightshift.training.spark;

import org.jspecify.annotations.NullMarked;
