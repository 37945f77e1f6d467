/**
 * Trains classifiers over Spark: reads labelled rows, lays them out in a fixed number of logical
 * shards, averages Deeplearning4j's parameters over them, and compares with MLlib.
 */
@NullMarked
package dev.nightshift.classifiers.spark;

import org.jspecify.annotations.NullMarked;
