package dev.nightshift.eval.report;

import dev.nightshift.eval.metric.GroupMean;
import dev.nightshift.eval.stats.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A score on the items that the training data does not hold and on those that it does.
 *
 * @param clean score on the items that were not found; null where every item was
 * @param contaminated score on the items that were found; null where none was
 * @param against the data that was searched
 */
public record CleanSplit(
    @Nullable Estimate clean, @Nullable Estimate contaminated, String against) {

  /**
   * Splits the scores of a task.
   *
   * @param scores sample id to score
   * @param searched the samples that were looked for
   * @param found those of them that the data holds
   * @param against the data
   * @return the parts; empty unless every scored sample was looked for
   */
  public static Optional<CleanSplit> of(
      Map<String, Double> scores, Set<String> searched, Set<String> found, String against) {
    if (scores.isEmpty() || !searched.containsAll(scores.keySet())) {
      return Optional.empty();
    }
    List<Double> clean = new ArrayList<>();
    List<Double> contaminated = new ArrayList<>();
    scores.forEach((id, score) -> (found.contains(id) ? contaminated : clean).add(score));
    return Optional.of(new CleanSplit(estimate(clean), estimate(contaminated), against));
  }

  /**
   * The parts of a score over several tasks.
   *
   * @param parts of each task
   * @param weighting by the items of a part, so that a task without any counts nothing; or all
   *     alike, and then there is only a part that every task has
   * @return empty where there is no task
   */
  public static Optional<CleanSplit> ofParts(
      List<CleanSplit> parts, GroupMean.Weighting weighting) {
    if (parts.isEmpty()) {
      return Optional.empty();
    }
    String against =
        parts.stream().map(CleanSplit::against).distinct().collect(Collectors.joining("; "));
    return Optional.of(
        new CleanSplit(
            mean(parts, CleanSplit::clean, weighting),
            mean(parts, CleanSplit::contaminated, weighting),
            against));
  }

  private static @Nullable Estimate mean(
      List<CleanSplit> parts,
      Function<CleanSplit, @Nullable Estimate> part,
      GroupMean.Weighting weighting) {
    List<GroupMean.Part> own = new ArrayList<>();
    for (CleanSplit split : parts) {
      Estimate estimate = part.apply(split);
      if (estimate != null) {
        own.add(new GroupMean.Part(estimate.mean(), estimate.standardError(), estimate.n()));
      }
    }
    if (own.isEmpty() || weighting == GroupMean.Weighting.EQUAL && own.size() < parts.size()) {
      return null;
    }
    GroupMean mean = GroupMean.of(own, weighting);
    return new Estimate(mean.value(), mean.standardError(), mean.n());
  }

  private static @Nullable Estimate estimate(List<Double> scores) {
    return scores.isEmpty()
        ? null
        : Estimate.of(scores.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
