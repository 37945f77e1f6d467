package dev.nightshift.evaluation.spark;

import static org.apache.spark.sql.functions.col;

import dev.nightshift.eval.report.Curve;
import dev.nightshift.eval.report.RejectCount;
import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.runtime.lake.RunRecord;
import dev.nightshift.runtime.lake.TableRef;
import dev.nightshift.schema.table.LakeTables;
import dev.nightshift.schema.table.TableSchema;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;

/**
 * What a report reads from a lake: only rows that a committed run made visible. A table is opened
 * once, so that all questions are answered from one state of it.
 */
final class LakeView implements AutoCloseable {

  private final Lake lake;
  private final List<RunRecord> runs;
  private final Map<String, Optional<Dataset<Row>>> tables = new HashMap<>();
  private @Nullable Dataset<Row> kept;

  LakeView(Lake lake) {
    this.lake = lake;
    this.runs = lake.runs().committed(lake.runs().version());
  }

  /** The lake's root. */
  String root() {
    return lake.root();
  }

  /** The lake itself. */
  Lake lake() {
    return lake;
  }

  /** All committed runs, the oldest commit first. */
  List<RunRecord> runs() {
    return runs;
  }

  /** A committed run. */
  Optional<RunRecord> run(String runId) {
    return runs.stream().filter(run -> run.runId().equals(runId)).findFirst();
  }

  /** The visible rows of a table; empty where no committed run has written it. */
  Optional<Dataset<Row>> table(TableSchema schema) {
    return tables.computeIfAbsent(
        schema.name(),
        name ->
            runs.stream().anyMatch(run -> run.outputs().containsKey(name))
                ? Optional.of(lake.read(TableRef.parse(name)))
                : Optional.empty());
  }

  /**
   * Reads the samples of some models once and answers all further questions for samples from them.
   * They stay in memory, or beside it, until this is closed.
   */
  void keepSamples(Collection<String> modelDigests) {
    close();
    Optional<Dataset<Row>> some =
        table(LakeTables.SAMPLES)
            .map(rows -> rows.where(col("model_digest").isin(modelDigests.toArray())))
            .map(rows -> rows.coalesce(rows.sparkSession().sparkContext().defaultParallelism()))
            .map(rows -> rows.persist(StorageLevel.MEMORY_AND_DISK()));
    tables.put(LakeTables.SAMPLES.name(), some);
    kept = some.orElse(null);
  }

  @Override
  public void close() {
    if (kept != null) {
      kept.unpersist();
      kept = null;
      tables.remove(LakeTables.SAMPLES.name());
    }
  }

  /** All results of all models. */
  List<StoredResult> allResults() {
    return table(LakeTables.RESULTS).map(StoredResult.CODEC::collect).orElse(List.of());
  }

  /** All results of some models, in a stable order. */
  List<StoredResult> results(Collection<String> modelDigests) {
    return table(LakeTables.RESULTS)
        .map(
            rows ->
                StoredResult.CODEC.collect(
                    rows.where(col("model_digest").isin(modelDigests.toArray()))
                        .orderBy("task", "metric", "filter", "settings_digest", "run_id")))
        .orElse(List.of());
  }

  /** A sample's value, its partner in an aggregation, and its cluster; empty for none. */
  record Scored(double value, double weight, String cluster) {

    /** The same among the items of several tasks, whose clusters have nothing in common. */
    Scored inTask(String task) {
      return cluster.isEmpty() ? this : new Scored(value, weight, task + "\n" + cluster);
    }
  }

  /** Which samples a result rests on. Model, task and settings decide a score. */
  static Column samplesOf(StoredResult result) {
    return col("model_digest")
        .equalTo(result.modelDigest())
        .and(col("task_digest").equalTo(result.taskDigest()))
        .and(col("settings_digest").equalTo(result.settingsDigest()));
  }

  /**
   * Sample id to score, of one result, sorted by the id. Of several runs that measured it, each has
   * the same.
   */
  Map<String, Double> scores(StoredResult result) {
    Map<String, Double> scores = new TreeMap<>();
    scored(result).forEach((id, scored) -> scores.put(id, scored.value()));
    return scores;
  }

  /** The same with the weights; 1 where a sample has none. */
  Map<String, Scored> scored(StoredResult result) {
    Map<String, Scored> scored = new TreeMap<>();
    table(LakeTables.SAMPLES)
        .ifPresent(
            rows -> {
              Column score = col("scores").getItem(result.scoreName());
              rows.where(samplesOf(result).and(score.isNotNull()))
                  .select(
                      col("sample_id"),
                      score,
                      col("weights").getItem(result.scoreName()),
                      col("cluster"))
                  .collectAsList()
                  .forEach(
                      row ->
                          scored.put(
                              row.getString(0),
                              new Scored(
                                  row.getDouble(1),
                                  row.isNullAt(2) ? 1 : row.getDouble(2),
                                  row.isNullAt(3) ? "" : row.getString(3))));
            });
    return scored;
  }

  /** Refused rows of some runs by stage and reason, the most frequent first. */
  List<RejectCount> rejects(Collection<String> runIds) {
    return table(LakeTables.REJECTS)
        .map(
            rows ->
                rows
                    .where(col("run_id").isin(runIds.toArray()))
                    .groupBy("stage", "reason")
                    .count()
                    .orderBy(col("count").desc(), col("stage"), col("reason"))
                    .collectAsList()
                    .stream()
                    .map(row -> new RejectCount(row.getString(0), row.getString(1), row.getLong(2)))
                    .toList())
        .orElse(List.of());
  }

  /** Curves of some runs, of those metrics that a reader looks at first. */
  List<Curve> curves(Collection<RunRecord> of) {
    List<String> measured =
        of.stream()
            .filter(run -> run.outputs().containsKey(LakeTables.METRICS.name()))
            .map(RunRecord::runId)
            .toList();
    return measured.isEmpty()
        ? List.of()
        : table(LakeTables.METRICS).map(rows -> StoredCurves.of(rows, measured)).orElse(List.of());
  }
}
