package dev.nightshift.evaluation.spark;

import dev.nightshift.eval.metric.Aggregation;
import dev.nightshift.eval.metric.Aggregations;
import dev.nightshift.eval.report.Comparison;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Compares scores on the samples that both models were asked. */
final class StoredComparison {

  private static final long SEED = 1;
  private static final double SAME = 1e-9;

  private final LakeView view;
  private final Collection<StoredResult> stored;

  /**
   * @param stored results of all models of the report
   */
  StoredComparison(LakeView view, Collection<StoredResult> stored) {
    this.view = view;
    this.stored = stored;
  }

  /**
   * A result against its baseline; empty where they were not measured in the same way on the same
   * items, or where the score does not follow from items.
   */
  Optional<Comparison> of(String baseline, StoredResult before, StoredResult after) {
    if (!before.comparable(after)) {
      return Optional.empty();
    }
    return ResultNotes.members(after).isEmpty()
        ? ofTask(baseline, before, after)
        : ofGroup(baseline, before, after);
  }

  private Optional<Comparison> ofTask(String baseline, StoredResult before, StoredResult after) {
    Map<String, LakeView.Scored> first = view.scored(before);
    Map<String, LakeView.Scored> second = view.scored(after);
    if (first.isEmpty() || !first.keySet().equals(second.keySet())) {
      return Optional.empty();
    }
    Optional<Aggregation> aggregation =
        Aggregations.find(
            Objects.requireNonNullElse(after.aggregation(), Aggregations.MEAN.name()));
    if (aggregation.isEmpty()) {
      return Optional.empty();
    }
    if (isMean(aggregation.get(), after, second)) {
      return Optional.of(
          Comparison.paired(baseline, values(first), values(second), after.higherIsBetter(), SEED));
    }
    return Optional.of(
        Comparison.aggregated(
            baseline,
            aggregation.get(),
            new Comparison.Weighted(values(first), weights(first)),
            new Comparison.Weighted(values(second), weights(second)),
            after.higherIsBetter(),
            SEED));
  }

  /** Whether the score is the plain mean of what its samples have. */
  private static boolean isMean(
      Aggregation aggregation, StoredResult result, Map<String, LakeView.Scored> samples) {
    return aggregation.name().equals(Aggregations.MEAN.name())
        || close(mean(values(samples)), result.value()) && finite(values(samples));
  }

  /**
   * A group is compared on the items of all its tasks, where its score is their mean: that is,
   * where the tasks weigh by their size.
   */
  private Optional<Comparison> ofGroup(String baseline, StoredResult before, StoredResult after) {
    Map<String, Double> first = items(before, new HashSet<>());
    Map<String, Double> second = items(after, new HashSet<>());
    if (first.isEmpty() || !first.keySet().equals(second.keySet())) {
      return Optional.empty();
    }
    double[] a = first.values().stream().mapToDouble(Double::doubleValue).toArray();
    double[] b = second.values().stream().mapToDouble(Double::doubleValue).toArray();
    return finite(a) && finite(b) && close(mean(a), before.value()) && close(mean(b), after.value())
        ? Optional.of(Comparison.paired(baseline, a, b, after.higherIsBetter(), SEED))
        : Optional.empty();
  }

  /** Task and sample id to score, over all tasks of a group and of the groups in it. */
  private Map<String, Double> items(StoredResult group, Set<String> seen) {
    Map<String, Double> items = new TreeMap<>();
    for (StoredResult member : members(group)) {
      if (seen.add(member.task())) {
        if (ResultNotes.members(member).isEmpty()) {
          view.scores(member).forEach((id, score) -> items.put(member.task() + "\n" + id, score));
        } else {
          items.putAll(items(member, seen));
        }
      }
    }
    return items;
  }

  /** The results of a group's tasks, by the same model with the same score. */
  private List<StoredResult> members(StoredResult group) {
    Map<String, StoredResult> members = new LinkedHashMap<>();
    List<String> names = ResultNotes.members(group);
    for (StoredResult result : stored) {
      if (names.contains(result.task())
          && result.modelDigest().equals(group.modelDigest())
          && result.scoreName().equals(group.scoreName())
          && result.runId().equals(group.runId())) {
        members.putIfAbsent(result.task(), result);
      }
    }
    return new ArrayList<>(members.values());
  }

  private static double[] values(Map<String, LakeView.Scored> samples) {
    return samples.values().stream().mapToDouble(LakeView.Scored::value).toArray();
  }

  private static double[] weights(Map<String, LakeView.Scored> samples) {
    return samples.values().stream().mapToDouble(LakeView.Scored::weight).toArray();
  }

  private static boolean finite(double[] values) {
    return Arrays.stream(values).allMatch(Double::isFinite);
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  private static boolean close(double a, double b) {
    return Math.abs(a - b) <= SAME * Math.max(1, Math.abs(b));
  }
}
