package dev.nightshift.curation.spark;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A row of a table of kind {@code documents}; the columns are told there. */
public record DocumentRow(
    String rowId,
    String docId,
    String source,
    String file,
    String fileDigest,
    long position,
    @Nullable String licence,
    String text,
    Map<String, String> meta,
    Instant ingestedAt) {}
