/**
 * Rounds of federated averaging on Spark: clients are trained by tasks, their vectors come together
 * block by block on the executors, and the driver sees one vector.
 */
@NullMarked
package dev.nightshift.training.federated.spark;

import org.jspecify.annotations.NullMarked;
