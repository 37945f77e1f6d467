package dev.nightshift.curation.spark;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A row of a table of kind {@code curated}; the columns are told there. */
public record CuratedRow(
    String rowId,
    String docId,
    String source,
    @Nullable String licence,
    String text,
    long characters,
    @Nullable Double quality,
    @Nullable String scoredBy,
    String split,
    Map<String, String> meta,
    @Nullable String language,
    @Nullable Long tokens,
    @Nullable Double toxicity,
    @Nullable String toxicityBy) {}
