package dev.nightshift.curation.spark;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A row of a table of kind {@code preferences}; the columns are told there. */
public record PreferenceRow(
    String rowId,
    String docId,
    String source,
    String file,
    String fileDigest,
    long position,
    @Nullable String licence,
    String prompt,
    String chosen,
    String rejected,
    Map<String, String> meta,
    Instant ingestedAt) {}
