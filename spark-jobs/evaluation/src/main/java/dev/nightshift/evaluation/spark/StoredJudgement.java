package dev.nightshift.evaluation.spark;

import dev.nightshift.runtime.codec.RecordCodec;
import dev.nightshift.schema.table.LakeTables;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code judgements}; the components are its columns.
 *
 * @param requestDigest digest of judge, rubric and request
 * @param judge what identifies the judge
 * @param rubric name and version of the rubric
 * @param item name of what was judged
 * @param arrangement as-given, swapped, or single
 * @param prompt what the judge saw
 * @param reply what it said
 * @param status READ, UNREADABLE or REFUSED
 * @param verdict the option that it chose, or the grade that it gave
 * @param probability that the second answer of the item is better, where it is known
 * @param attempts requests that were sent until it replied
 */
record StoredJudgement(
    String requestDigest,
    String judge,
    String rubric,
    String item,
    String arrangement,
    String prompt,
    String reply,
    String status,
    @Nullable String verdict,
    @Nullable Double probability,
    int attempts) {

  static final String READ = "READ";
  static final String UNREADABLE = "UNREADABLE";
  static final String REFUSED = "REFUSED";

  static final RecordCodec<StoredJudgement> CODEC =
      RecordCodec.of(StoredJudgement.class, LakeTables.JUDGEMENTS);
}
