package dev.nightshift.synthesis.spark;

import org.jspecify.annotations.Nullable;

/** A row of a table of kind {@code synthetic}; the columns are told there. */
record SyntheticRow(
    String rowId,
    @Nullable String parentRowId,
    String generatorDigest,
    @Nullable String promptDigest,
    long seed,
    String verdict,
    String content) {}
