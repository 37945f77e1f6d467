/**
 * Deduplication over Spark: near-duplicates by MinHash against tonight's rows and all history,
 * repeated passages, texts that mean the same, and the index that later nights compare with.
 */
@NullMarked
package dev.nightshift.curation.spark.dedup;

import org.jspecify.annotations.NullMarked;
