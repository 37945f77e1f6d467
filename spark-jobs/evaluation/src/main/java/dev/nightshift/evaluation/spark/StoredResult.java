package dev.nightshift.evaluation.spark;

import dev.nightshift.eval.report.Comparison;
import dev.nightshift.eval.report.ResultRow;
import dev.nightshift.eval.stats.Interval;
import dev.nightshift.runtime.codec.RecordCodec;
import dev.nightshift.schema.table.LakeTables;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code results}; the components are its columns.
 *
 * @param modelDigest the model
 * @param task name of the task
 * @param taskVersion its version
 * @param taskDigest digest of its definition and data
 * @param layout layout of its data
 * @param filter name of the filter
 * @param metric name of the metric
 * @param higherIsBetter direction of the metric
 * @param numFewshot examples in the prompt
 * @param settingsDigest digest of everything else that decides the score
 * @param value the score
 * @param stderr its standard error; null for a single item
 * @param ciLow lower end of the 95 % interval
 * @param ciHigh its upper end
 * @param n number of items
 * @param kind what was asked; {@code group} for a group; null in rows of the first version
 * @param aggregation how scores of items, or of tasks, became the score
 * @param members tasks of a group; empty for a task
 * @param itemLimit most items that were asked; 0 for all
 * @param fixturesOnly whether the task ran on made-up items only
 * @param clusters number of clusters of the items; 0 or null where they are independent
 * @param runId the run that measured it
 */
record StoredResult(
    String modelDigest,
    String task,
    int taskVersion,
    String taskDigest,
    String layout,
    String filter,
    String metric,
    boolean higherIsBetter,
    int numFewshot,
    String settingsDigest,
    double value,
    @Nullable Double stderr,
    @Nullable Double ciLow,
    @Nullable Double ciHigh,
    long n,
    @Nullable String kind,
    @Nullable String aggregation,
    @Nullable List<String> members,
    @Nullable Integer itemLimit,
    @Nullable Boolean fixturesOnly,
    @Nullable Long clusters,
    String runId) {

  /** The kind of a group's results. */
  static final String GROUP = "group";

  static final RecordCodec<StoredResult> CODEC =
      RecordCodec.of(StoredResult.class, LakeTables.RESULTS);

  /** The key under which this result's samples keep their scores. */
  String scoreName() {
    return metric + "," + filter;
  }

  /** Whether its items come in clusters. */
  boolean isClustered() {
    return clusters != null && clusters > 0;
  }

  /** The same result as a row of another run. */
  StoredResult inRun(String otherRunId) {
    return new StoredResult(
        modelDigest,
        task,
        taskVersion,
        taskDigest,
        layout,
        filter,
        metric,
        higherIsBetter,
        numFewshot,
        settingsDigest,
        value,
        stderr,
        ciLow,
        ciHigh,
        n,
        kind,
        aggregation,
        members,
        itemLimit,
        fixturesOnly,
        clusters,
        otherRunId);
  }

  /** Whether two results were measured on the same items in the same way. */
  boolean comparable(StoredResult other) {
    return taskDigest.equals(other.taskDigest)
        && settingsDigest.equals(other.settingsDigest)
        && scoreName().equals(other.scoreName());
  }

  ResultRow row(String model, @Nullable Comparison comparison) {
    return new ResultRow(
        model,
        task,
        taskVersion,
        layout,
        numFewshot,
        filter,
        metric,
        higherIsBetter,
        value,
        stderr,
        ciLow == null || ciHigh == null ? null : new Interval(ciLow, ciHigh),
        n,
        comparison,
        null,
        List.of(),
        "");
  }
}
