package dev.nightshift.evaluation.spark;

import dev.nightshift.runtime.codec.RecordCodec;
import dev.nightshift.schema.table.LakeTables;
import java.util.Map;

/**
 * A row of {@code samples}; the components are its columns.
 *
 * @param modelDigest the model
 * @param task name of the task
 * @param taskDigest digest of its definition and data
 * @param settingsDigest digest of everything else that decides the score
 * @param sampleId stable id of the item
 * @param prompt what the model saw
 * @param target the right answer
 * @param output what the model said
 * @param filtered the answer that the first filter found
 * @param scores metric and filter to score
 */
record StoredSample(
    String modelDigest,
    String task,
    String taskDigest,
    String settingsDigest,
    String sampleId,
    String prompt,
    String target,
    String output,
    String filtered,
    Map<String, Double> scores) {

  static final RecordCodec<StoredSample> CODEC =
      RecordCodec.of(StoredSample.class, LakeTables.SAMPLES);
}
