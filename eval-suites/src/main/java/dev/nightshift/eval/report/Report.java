package dev.nightshift.eval.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A report.
 *
 * @param title its title
 * @param madeAt when it was made
 * @param lake root of the lake that it was made from
 * @param models the models, each compared with the one before
 * @param results their scores
 * @param tasks what is known of the tasks, by name; of others their names alone
 * @param calibrations of multiple-choice answers
 * @param sequence the models as a sequence of trainings; null where they are none
 * @param shares further shares that the runs measured
 * @param funnel from raw to kept
 * @param rejects what was refused, the most frequent first
 * @param curves learning curves
 * @param lineage the runs that all of this rests on, the oldest first
 * @param next where to look next, one line each
 */
public record Report(
    String title,
    Instant madeAt,
    String lake,
    List<ReportModel> models,
    List<ResultRow> results,
    Map<String, TaskFacts> tasks,
    List<CalibrationRow> calibrations,
    @Nullable SequenceTable sequence,
    List<MeasuredShare> shares,
    List<FunnelStep> funnel,
    List<RejectCount> rejects,
    List<Curve> curves,
    List<LineageRun> lineage,
    List<String> next) {

  public Report {
    models = List.copyOf(models);
    results = List.copyOf(results);
    tasks = Map.copyOf(tasks);
    calibrations = List.copyOf(calibrations);
    shares = List.copyOf(shares);
    funnel = List.copyOf(funnel);
    rejects = List.copyOf(rejects);
    curves = List.copyOf(curves);
    lineage = List.copyOf(lineage);
    next = List.copyOf(next);
  }

  /** The same report with other rows of results. */
  public Report withResults(List<ResultRow> rows) {
    return new Report(
        title,
        madeAt,
        lake,
        models,
        rows,
        tasks,
        calibrations,
        sequence,
        shares,
        funnel,
        rejects,
        curves,
        lineage,
        next);
  }

  /** What is known of a task. */
  public TaskFacts facts(String task) {
    return tasks.getOrDefault(task, TaskFacts.of(task));
  }

  /** The scores of one of the models. */
  public List<ResultRow> resultsOf(ReportModel model) {
    return results.stream().filter(row -> row.model().equals(model.name())).toList();
  }
}
