package dev.nightshift.evaluation.spark;

import dev.nightshift.runtime.lake.RunRecord;
import dev.nightshift.schema.error.RequestException;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a report is about.
 *
 * @param title its title
 * @param models the models in the order of their comparison: name to folder or digest; a name that
 *     starts with {@code #} is replaced by the model's stage
 * @param sequence tasks that the models were trained on one after the other; empty where the models
 *     are no sequence
 * @param runs ids of further runs that the report tells of
 */
public record ReportSelection(
    String title, Map<String, String> models, List<String> sequence, List<String> runs) {

  private static final String UNNAMED = "#";

  public ReportSelection {
    models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
    sequence = List.copyOf(sequence);
    runs = List.copyOf(runs);
  }

  /** The same models as a sequence: the first one after each task, or before all and after each. */
  public ReportSelection ofSequence(List<String> tasks) {
    if (!tasks.isEmpty() && models.size() != tasks.size() && models.size() != tasks.size() + 1) {
      throw new RequestException(
          tasks.size() + " tasks of a sequence with " + models.size() + " models",
          "--sequence",
          "Name the models in the order of training: one after each task, or one more for the start.");
    }
    return new ReportSelection(title, models, tasks, runs);
  }

  /**
   * Some models.
   *
   * @param references folders or digests, each alone or as {@code name=…}
   */
  public static ReportSelection ofModels(String title, List<String> references) {
    Map<String, String> models = new LinkedHashMap<>();
    for (String reference : references) {
      int equals = reference.indexOf('=');
      String name = equals > 0 ? reference.substring(0, equals).strip() : UNNAMED + models.size();
      String value = reference.substring(equals > 0 ? equals + 1 : 0).strip();
      if (value.isEmpty() || models.put(name, value) != null) {
        throw new RequestException(
            "model '" + reference + "' is empty or its name stands twice",
            "--models",
            "Give folders or digests, separated by commas, each alone or as name=folder.");
      }
    }
    return new ReportSelection(title, models, List.of(), List.of());
  }

  /**
   * The models of the pipeline that evaluated last: the newest evaluation of each of its steps; the
   * newest evaluation alone where it belongs to no pipeline. Where nothing was evaluated, no model
   * and the runs of the pipeline that ran last.
   */
  public static ReportSelection latest(List<RunRecord> runs) {
    List<RunRecord> evaluations = runs.stream().filter(ReportSelection::isEvaluation).toList();
    if (evaluations.isEmpty()) {
      return ofRuns(runs);
    }
    RunRecord newest = evaluations.get(evaluations.size() - 1);
    String pipeline = newest.pipeline();
    if (pipeline == null) {
      return ofEvaluations("Evaluation " + newest.runId(), List.of(newest));
    }
    Map<String, RunRecord> bySteps = new LinkedHashMap<>();
    for (RunRecord run : evaluations) {
      if (pipeline.equals(run.pipeline())) {
        String step = String.valueOf(run.step());
        bySteps.remove(step);
        bySteps.put(step, run);
      }
    }
    return ofEvaluations("Pipeline " + pipeline, bySteps.values());
  }

  private static ReportSelection ofRuns(List<RunRecord> runs) {
    if (runs.isEmpty()) {
      return new ReportSelection("Empty lake", Map.of(), List.of(), List.of());
    }
    String pipeline = runs.get(runs.size() - 1).pipeline();
    return new ReportSelection(
        pipeline == null ? "Runs of the lake" : "Pipeline " + pipeline,
        Map.of(),
        List.of(),
        runs.stream()
            .filter(run -> Objects.equals(run.pipeline(), pipeline))
            .map(RunRecord::runId)
            .toList());
  }

  private static ReportSelection ofEvaluations(String title, Collection<RunRecord> runs) {
    Map<String, String> models = new LinkedHashMap<>();
    for (RunRecord run : runs) {
      String model = run.parameters().get(EvaluateJob.MODEL);
      if (model != null && !models.containsValue(model)) {
        models.put(UNNAMED + models.size(), model);
      }
    }
    return new ReportSelection(title, models, List.of(), List.of());
  }

  private static boolean isEvaluation(RunRecord run) {
    return run.job().equals(EvaluateJob.NAME);
  }

  static boolean isUnnamed(String name) {
    return name.startsWith(UNNAMED);
  }
}
