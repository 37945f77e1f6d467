/**
 * The job of meta-learning: its options, the tasks made ready for the workers, the course of its
 * segments, and adaptation that is measured by tasks over the executors.
 */
@NullMarked
package dev.nightshift.training.spark.meta;

import org.jspecify.annotations.NullMarked;
