package dev.nightshift.evaluation.spark;

import dev.nightshift.runtime.lake.RunRecord;
import dev.nightshift.schema.error.RequestException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a report is about.
 *
 * @param title its title
 * @param models the models in the order of their comparison: name to folder or digest; a name that
 *     starts with {@code #} is replaced by the model's stage
 */
public record ReportSelection(String title, Map<String, String> models) {

  private static final String UNNAMED = "#";

  public ReportSelection {
    models = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(models));
    if (models.isEmpty()) {
      throw new IllegalArgumentException("a report needs at least one model");
    }
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
    return new ReportSelection(title, models);
  }

  /**
   * The models of the pipeline that evaluated last: the newest evaluation of each of its steps; the
   * newest evaluation alone where it belongs to no pipeline.
   *
   * @throws RequestException if nothing was evaluated
   */
  public static ReportSelection latest(List<RunRecord> runs) {
    List<RunRecord> evaluations = runs.stream().filter(ReportSelection::isEvaluation).toList();
    if (evaluations.isEmpty()) {
      return ofEvaluations("Report", evaluations, "no committed run evaluated anything");
    }
    RunRecord newest = evaluations.get(evaluations.size() - 1);
    String pipeline = newest.pipeline();
    if (pipeline == null) {
      return ofEvaluations("Evaluation " + newest.runId(), List.of(newest), "");
    }
    Map<String, RunRecord> bySteps = new LinkedHashMap<>();
    for (RunRecord run : evaluations) {
      if (pipeline.equals(run.pipeline())) {
        String step = String.valueOf(run.step());
        bySteps.remove(step);
        bySteps.put(step, run);
      }
    }
    return ofEvaluations("Pipeline " + pipeline, new ArrayList<>(bySteps.values()), "");
  }

  private static ReportSelection ofEvaluations(String title, List<RunRecord> runs, String problem) {
    Map<String, String> models = new LinkedHashMap<>();
    for (RunRecord run : runs) {
      String model = run.parameters().get(EvaluateJob.MODEL);
      if (isEvaluation(run) && model != null && !models.containsValue(model)) {
        models.put(UNNAMED + models.size(), model);
      }
    }
    if (models.isEmpty()) {
      throw new RequestException(problem, "", "Run the job evaluate first.");
    }
    return new ReportSelection(title, models);
  }

  private static boolean isEvaluation(RunRecord run) {
    return run.job().equals(EvaluateJob.NAME);
  }

  static boolean isUnnamed(String name) {
    return name.startsWith(UNNAMED);
  }
}
