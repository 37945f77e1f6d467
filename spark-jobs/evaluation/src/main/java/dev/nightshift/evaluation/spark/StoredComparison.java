package dev.nightshift.evaluation.spark;

import dev.nightshift.eval.metric.Aggregation;
import dev.nightshift.eval.metric.Aggregations;
import dev.nightshift.eval.report.Comparison;
import dev.nightshift.eval.stats.Clusters;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
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
  private final GroupMembers members;

  /**
   * @param stored results of all models of the report
   */
  StoredComparison(LakeView view, Collection<StoredResult> stored) {
    this.view = view;
    this.members = new GroupMembers(stored);
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
    Map<String, Scored> first = view.scored(before);
    Map<String, Scored> second = view.scored(after);
    if (first.isEmpty() || !first.keySet().equals(second.keySet())) {
      return Optional.empty();
    }
    Optional<Aggregation> aggregation =
        Aggregations.find(
            Objects.requireNonNullElse(after.aggregation(), Aggregations.MEAN.name()));
    if (aggregation.isEmpty()) {
      return Optional.empty();
    }
    if (after.isClustered()) {
      return Optional.of(
          clustered(baseline, aggregation.get(), first, second, after.higherIsBetter()));
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
      Aggregation aggregation, StoredResult result, Map<String, Scored> samples) {
    return aggregation.name().equals(Aggregations.MEAN.name())
        || close(mean(values(samples)), result.value()) && finite(values(samples));
  }

  /**
   * A group is compared on the items of all its tasks, where its score is their mean: that is,
   * where the tasks weigh by their size.
   */
  private Optional<Comparison> ofGroup(String baseline, StoredResult before, StoredResult after) {
    Map<String, Scored> first = items(before, new HashSet<>());
    Map<String, Scored> second = items(after, new HashSet<>());
    if (first.isEmpty() || !first.keySet().equals(second.keySet())) {
      return Optional.empty();
    }
    double[] a = values(first);
    double[] b = values(second);
    if (!finite(a)
        || !finite(b)
        || !close(mean(a), before.value())
        || !close(mean(b), after.value())) {
      return Optional.empty();
    }
    return Optional.of(
        after.isClustered()
            ? clustered(baseline, Aggregations.MEAN, first, second, after.higherIsBetter())
            : Comparison.paired(baseline, a, b, after.higherIsBetter(), SEED));
  }

  private static Comparison clustered(
      String baseline,
      Aggregation aggregation,
      Map<String, Scored> first,
      Map<String, Scored> second,
      boolean higherIsBetter) {
    return Comparison.clustered(
        baseline,
        aggregation,
        new Comparison.Weighted(values(first), weights(first)),
        new Comparison.Weighted(values(second), weights(second)),
        Clusters.of(second.values().stream().map(Scored::cluster).toList()),
        higherIsBetter,
        SEED);
  }

  /** Task and sample id to score, over all tasks of a group and of the groups in it. */
  private Map<String, Scored> items(StoredResult group, Set<String> seen) {
    Map<String, Scored> items = new TreeMap<>();
    for (StoredResult member : members.of(group)) {
      if (seen.add(member.task())) {
        if (ResultNotes.members(member).isEmpty()) {
          view.scored(member)
              .forEach(
                  (id, score) -> items.put(member.task() + "\n" + id, score.inTask(member.task())));
        } else {
          items.putAll(items(member, seen));
        }
      }
    }
    return items;
  }

  private static double[] values(Map<String, Scored> samples) {
    return samples.values().stream().mapToDouble(Scored::value).toArray();
  }

  private static double[] weights(Map<String, Scored> samples) {
    return samples.values().stream().mapToDouble(Scored::weight).toArray();
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
