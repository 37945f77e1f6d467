package dev.nightshift.evaluation.spark;

import static org.apache.spark.sql.functions.col;

import dev.nightshift.eval.report.LineageRun;
import dev.nightshift.eval.report.ReportModel;
import dev.nightshift.eval.report.SampleSheet;
import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.runtime.lake.RunRecord;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.table.LakeTables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
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
    return new SampleSheets(view)
        .sheets(Map.of(task, new Measured(found, result)), most)
        .values()
        .iterator()
        .next();
  }

  /**
   * The samples behind some results, the worst first.
   *
   * @param pages results by the names of their pages
   * @param most samples of a page, at least 1
   */
  Map<String, SampleSheet> sheets(Map<String, Measured> pages, int most) {
    List<Page> shown = new ArrayList<>();
    Map<String, Set<String>> ofModel = new HashMap<>();
    pages.forEach(
        (name, measured) -> {
          List<String> ids = worst(measured.result(), most);
          shown.add(new Page(name, measured, ids));
          ofModel
              .computeIfAbsent(measured.result().modelDigest(), model -> new HashSet<>())
              .addAll(ids);
        });
    Map<List<String>, SampleSheet.Sample> texts = new HashMap<>();
    ofModel.forEach((model, ids) -> texts.putAll(texts(model, ids)));
    Map<String, SampleSheet> sheets = new LinkedHashMap<>();
    for (Page page : shown) {
      List<SampleSheet.Sample> samples =
          page.ids().stream()
              .map(id -> texts.get(key(page.measured().result(), id)))
              .filter(Objects::nonNull)
              .toList();
      sheets.put(page.name(), sheet(page.measured(), samples));
    }
    return sheets;
  }

  /** A result with the ids of the samples that its page shows. */
  private record Page(String name, Measured measured, List<String> ids) {}

  private SampleSheet sheet(Measured measured, List<SampleSheet.Sample> samples) {
    StoredResult result = measured.result();
    List<RunRecord> runs = lineage.of(List.of(measured.model().runId(), result.runId()));
    List<LineageRun> shown = runs.stream().map(Lineage::row).toList();
    Instant newest =
        runs.stream().map(RunRecord::finishedAt).max(Instant::compareTo).orElse(Instant.EPOCH);
    return new SampleSheet(
        "Samples of " + result.task() + " under " + measured.model().name(),
        newest,
        view.root(),
        result.scoreName(),
        view.samples(result.modelDigest()).of(result).size(),
        samples,
        shown);
  }

  /** The ids of the worst samples, those without a score last. */
  private List<String> worst(StoredResult result, int most) {
    Map<String, Scored> scored = view.samples(result.modelDigest()).scored(result);
    Comparator<Scored> byScore = Comparator.comparingDouble(Scored::value);
    return view.samples(result.modelDigest()).of(result).keySet().stream()
        .sorted(
            Comparator.comparing(
                    (String id) -> scored.get(id),
                    Comparator.nullsLast(result.higherIsBetter() ? byScore : byScore.reversed()))
                .thenComparing(Comparator.naturalOrder()))
        .limit(most)
        .toList();
  }

  private static List<String> key(StoredResult result, String id) {
    return List.of(result.modelDigest(), result.taskDigest(), result.settingsDigest(), id);
  }

  /** The texts of samples of a model; of several runs that measured one, each has the same. */
  private Map<List<String>, SampleSheet.Sample> texts(String modelDigest, Set<String> ids) {
    Dataset<Row> rows =
        view.table(LakeTables.SAMPLES)
            .orElseThrow(
                () ->
                    new RequestException(
                        "the lake has no samples", "", "Run the job evaluate first."));
    Map<List<String>, SampleSheet.Sample> texts = new HashMap<>();
    rows.where(col("model_digest").equalTo(modelDigest).and(col("sample_id").isin(ids.toArray())))
        .select(
            col("sample_id"),
            col("prompt"),
            col("output"),
            col("filtered"),
            col("target"),
            col("scores"),
            ModelSamples.optional(rows, "choices"),
            ModelSamples.optional(rows, "log_likelihoods"),
            col("task_digest"),
            col("settings_digest"))
        .collectAsList()
        .forEach(
            row ->
                texts.put(
                    List.of(modelDigest, row.getString(8), row.getString(9), row.getString(0)),
                    sample(row)));
    return texts;
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
