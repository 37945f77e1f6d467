/**
 * Token sequences on disk, the order in which epochs visit them, and their packing into rows. Plain
 * Java: no tensors and no Spark.
 */
@NullMarked
package dev.nightshift.training.data;

import org.jspecify.annotations.NullMarked;
