/** Spreads decontamination over Spark: benchmarks go to all workers, texts stay where they lie. */
@NullMarked
package dev.nightshift.curation.spark.decontaminate;

import org.jspecify.annotations.NullMarked;
