/**
 * Finding documents that say the same, whole or in part: exact keys, MinHash signatures with their
 * bands, true similarity, clusters, and repeated passages. Plain Java; {@code spark.dedup} spreads
 * it.
 */
@NullMarked
package dev.nightshift.curation.dedup;

import org.jspecify.annotations.NullMarked;
