/** Training on Spark: segments as barrier stages, the exchange between executors, and the jobs. */
@NullMarked
package dev.nightshift.training.spark;

import org.jspecify.annotations.NullMarked;
