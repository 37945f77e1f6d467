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
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a report reads from a lake: only rows that a committed run made visible. A table is opened
 * once, so that all questions are answered from one state of it.
 */
final class LakeView {

  private final Lake lake;
  private final List<RunRecord> runs;
  private final Map<String, Optional<Dataset<Row>>> tables = new HashMap<>();
  private final Map<String, ModelSamples> samples = new HashMap<>();

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

  /** What is known of the samples of a model, without their texts; read once. */
  ModelSamples samples(String modelDigest) {
    return samples.computeIfAbsent(
        modelDigest,
        digest ->
            table(LakeTables.SAMPLES)
                .map(rows -> ModelSamples.of(rows.where(col("model_digest").equalTo(digest))))
                .orElse(ModelSamples.NONE));
  }

  /** Sample id to score, of one result, sorted by the id. */
  Map<String, Double> scores(StoredResult result) {
    Map<String, Double> scores = new TreeMap<>();
    scored(result).forEach((id, scored) -> scores.put(id, scored.value()));
    return scores;
  }

  /** The same with the weights; 1 where a sample has none. */
  Map<String, Scored> scored(StoredResult result) {
    return samples(result.modelDigest()).scored(result);
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
