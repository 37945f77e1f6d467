package dev.nightshift.evaluation.spark;

import dev.nightshift.eval.report.ReportModel;
import dev.nightshift.eval.report.SequenceTable;
import dev.nightshift.eval.sequence.SequenceScores;
import dev.nightshift.schema.error.Faults;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The models of a report as a sequence of trainings, from their stored samples. */
final class StoredSequence {

  private StoredSequence() {}

  /**
   * The sequence; empty where no tasks are named.
   *
   * @param models the models in the order of training
   * @param stored results of these models
   * @param tasks the tasks in the order of training
   * @throws dev.nightshift.schema.error.RequestException with every model that was not evaluated on
   *     every task, or not on the same items
   */
  static Optional<SequenceTable> of(
      LakeView view, List<ReportModel> models, List<StoredResult> stored, List<String> tasks) {
    if (tasks.isEmpty()) {
      return Optional.empty();
    }
    Faults faults = new Faults();
    List<double[][]> scores = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (String task : tasks) {
      @Nullable StoredResult first = null;
      List<double[]> rows = new ArrayList<>();
      @Nullable Map<String, Double> items = null;
      for (ReportModel model : models) {
        StoredResult anchor = first;
        Optional<StoredResult> found =
            stored.stream()
                .filter(r -> r.modelDigest().equals(model.digest()) && r.task().equals(task))
                .filter(r -> anchor == null || r.comparable(anchor))
                .findFirst();
        Map<String, Double> own = found.map(view::scores).orElse(Map.of());
        if (own.isEmpty() || (items != null && !items.keySet().equals(own.keySet()))) {
          faults.add(
              "model " + model.name() + " has no scores on the items of task " + task,
              "--sequence",
              "Evaluate every model of the sequence on every task, with the same settings.");
          continue;
        }
        first = anchor == null ? found.get() : anchor;
        items = items == null ? own : items;
        rows.add(own.values().stream().mapToDouble(Double::doubleValue).toArray());
      }
      if (first != null) {
        names.add(first.scoreName());
      }
      scores.add(rows.toArray(double[][]::new));
    }
    faults.throwIfAny();
    SequenceScores sequence = SequenceScores.of(tasks, scores, null);
    return Optional.of(
        new SequenceTable(
            String.join(", ", names.stream().distinct().toList()),
            models.stream().map(ReportModel::name).toList(),
            sequence.matrix(),
            sequence.estimates(),
            sequence.online()));
  }
}
