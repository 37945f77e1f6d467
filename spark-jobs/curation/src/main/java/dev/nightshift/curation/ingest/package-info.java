/**
 * Reading files byte by byte into records: what can be used becomes a row, what cannot becomes a
 * reject that keeps its bytes. Nothing is dropped and nothing is repaired in silence.
 */
@NullMarked
package dev.nightshift.curation.ingest;

import org.jspecify.annotations.NullMarked;
