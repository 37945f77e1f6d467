package dev.nightshift.evaluation.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.nightshift.eval.report.LineageRun;
import dev.nightshift.eval.report.ReportModel;
import dev.nightshift.eval.report.SampleSheet;
import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.runtime.lake.RunRecord;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.table.LakeTables;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** From a score to the samples that it rests on, and to what its model was made of. */
public final class SampleSheets {

  /** Samples that are shown where nothing else is asked for. */
  public static final int SAMPLES = 50;

  private final LakeView view;
  private final Lineage lineage;

  SampleSheets(LakeView view) {
    this.view = view;
    this.lineage = new Lineage(view);
  }

  /**
   * The samples of a model on a task.
   *
   * @param model folder or first digits of the digest
   * @param task name of the task
   * @param score metric and filter, with a comma between; null for the first
   * @param most samples that are shown, at least 1
   * @throws RequestException if the model is unknown or was not evaluated on the task
   */
  public static SampleSheet build(
      Lake lake, String model, String task, @Nullable String score, int most) {
    LakeView view = new LakeView(lake);
    ReportModel found = new ModelIndex(view).find(Map.of("model", model)).get(0);
    List<StoredResult> all = view.results(List.of(found.digest()));
    List<StoredResult> ofTask = all.stream().filter(r -> r.task().equals(task)).toList();
    StoredResult result =
        ofTask.stream()
            .filter(r -> score == null || r.scoreName().equals(score) || r.metric().equals(score))
            .reduce((older, newer) -> score == null ? older : newer)
            .orElseThrow(() -> missing(found, task, score, all, ofTask));
    return new SampleSheets(view).sheet(found, result, most);
  }

  /** The samples behind a result. */
  SampleSheet sheet(ReportModel model, StoredResult result, int most) {
    Dataset<Row> rows = samples(result);
    Column score = col("scores").getItem(result.scoreName());
    List<SampleSheet.Sample> samples =
        rows
            .orderBy(
                result.higherIsBetter() ? score.asc_nulls_last() : score.desc_nulls_last(),
                col("sample_id"))
            .limit(most)
            .collectAsList()
            .stream()
            .map(SampleSheets::sample)
            .toList();
    List<RunRecord> runs = lineage.of(List.of(model.runId(), result.runId()));
    List<LineageRun> shown = runs.stream().map(Lineage::row).toList();
    Instant newest =
        runs.stream().map(RunRecord::finishedAt).max(Instant::compareTo).orElse(Instant.EPOCH);
    return new SampleSheet(
        "Samples of " + result.task() + " under " + model.name(),
        newest,
        view.root(),
        result.scoreName(),
        rows.count(),
        samples,
        shown);
  }

  /** One row for each sample: of several runs that measured it, each has the same. */
  private Dataset<Row> samples(StoredResult result) {
    Optional<Dataset<Row>> table = view.table(LakeTables.SAMPLES);
    if (table.isEmpty()) {
      throw new RequestException("the lake has no samples", "", "Run the job evaluate first.");
    }
    return table
        .get()
        .where(LakeView.samplesOf(result))
        .dropDuplicates(new String[] {"sample_id"})
        .select(
            col("sample_id"),
            col("prompt"),
            col("output"),
            col("filtered"),
            col("target"),
            col("scores"),
            optional(table.get(), "choices"),
            optional(table.get(), "log_likelihoods"));
  }

  private static SampleSheet.Sample sample(Row row) {
    return new SampleSheet.Sample(
        row.getString(0),
        row.getString(1),
        response(row),
        row.getString(3),
        row.getString(4),
        new TreeMap<>(row.<String, Double>getJavaMap(5)));
  }

  /** A column that tables of earlier versions do not have. */
  private static Column optional(Dataset<Row> rows, String name) {
    return Arrays.asList(rows.columns()).contains(name) ? col(name) : lit(null).as(name);
  }

  /** What the model said; of choices each with its log-likelihood. */
  private static String response(Row row) {
    if (row.isNullAt(6) || row.isNullAt(7)) {
      return row.getString(2);
    }
    List<String> choices = row.getList(6);
    List<Double> logLikelihoods = row.getList(7);
    if (choices.isEmpty() || logLikelihoods.size() < choices.size()) {
      return row.getString(2);
    }
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < choices.size(); i++) {
      all.append(String.format(Locale.ROOT, "%10.4f  %s%n", logLikelihoods.get(i), choices.get(i)));
    }
    return all.toString().stripTrailing().replace("\r\n", "\n");
  }

  private static RequestException missing(
      ReportModel model,
      String task,
      @Nullable String score,
      List<StoredResult> all,
      List<StoredResult> ofTask) {
    boolean wrongScore = score != null && !ofTask.isEmpty();
    String known =
        (wrongScore
                ? ofTask.stream().map(StoredResult::scoreName)
                : all.stream().map(StoredResult::task))
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    return new RequestException(
        wrongScore
            ? "task " + task + " has no score '" + score + "'"
            : "model " + model.name() + " was not evaluated on task '" + task + "'",
        wrongScore ? "--score" : "--samples",
        known.isEmpty() ? "Run the job evaluate first." : "There are: " + known + ".");
  }
}
