package dev.nightshift.evaluation.spark;

import dev.nightshift.eval.metric.GroupMean;
import dev.nightshift.eval.task.TaskGroup;
import dev.nightshift.eval.task.TaskSelection;
import dev.nightshift.schema.identity.Digest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The scores of a group from those of its tasks. */
final class GroupScores {

  private GroupScores() {}

  /**
   * The results of a group: for each score and filter that it names, over the tasks below it that
   * have that score.
   *
   * @param members the group and its tasks
   * @param results the results of all tasks of the run
   * @param runId the run
   */
  static List<StoredResult> of(
      TaskSelection.Members members, List<StoredResult> results, String runId) {
    List<StoredResult> own =
        results.stream().filter(r -> members.tasks().contains(r.task())).toList();
    List<StoredResult> scores = new ArrayList<>();
    for (TaskGroup.Aggregate aggregate : members.group().aggregates()) {
      List<StoredResult> metric =
          own.stream().filter(r -> r.metric().equals(aggregate.metric())).toList();
      Set<String> filters = new LinkedHashSet<>(aggregate.filters());
      if (filters.isEmpty()) {
        metric.forEach(r -> filters.add(r.filter()));
      }
      for (String filter : filters) {
        List<StoredResult> parts = metric.stream().filter(r -> r.filter().equals(filter)).toList();
        if (!parts.isEmpty()) {
          scores.add(score(members.group(), aggregate, filter, parts, runId));
        }
      }
    }
    return scores;
  }

  private static StoredResult score(
      TaskGroup group,
      TaskGroup.Aggregate aggregate,
      String filter,
      List<StoredResult> parts,
      String runId) {
    GroupMean mean =
        GroupMean.of(
            parts.stream().map(r -> new GroupMean.Part(r.value(), error(r), r.n())).toList(),
            aggregate.weightBySize() ? GroupMean.Weighting.BY_SIZE : GroupMean.Weighting.EQUAL);
    Digest tasks = Digest.start().add("group").add(group.name());
    Digest settings = Digest.start().add("group-settings");
    parts.forEach(
        r -> {
          tasks.add(r.taskDigest());
          settings.add(r.settingsDigest());
        });
    StoredResult first = parts.get(0);
    Set<String> layouts = new LinkedHashSet<>(parts.stream().map(StoredResult::layout).toList());
    return new StoredResult(
        first.modelDigest(),
        group.name(),
        group.version(),
        tasks.hex(),
        String.join("+", layouts),
        filter,
        aggregate.metric(),
        first.higherIsBetter(),
        first.numFewshot(),
        settings.hex(),
        mean.value(),
        Double.isNaN(mean.standardError()) ? null : mean.standardError(),
        Double.isNaN(mean.standardError()) ? null : mean.value() - 1.959964 * mean.standardError(),
        Double.isNaN(mean.standardError()) ? null : mean.value() + 1.959964 * mean.standardError(),
        mean.n(),
        StoredResult.GROUP,
        aggregate.weightBySize() ? "weighted_mean" : TaskGroup.aggregation(),
        parts.stream().map(StoredResult::task).toList(),
        first.itemLimit(),
        parts.stream().anyMatch(r -> Boolean.TRUE.equals(r.fixturesOnly())),
        parts.stream().anyMatch(StoredResult::isClustered)
            ? parts.stream().mapToLong(r -> r.isClustered() ? clusters(r) : r.n()).sum()
            : 0L,
        runId);
  }

  private static long clusters(StoredResult result) {
    Long clusters = result.clusters();
    return clusters == null ? 0 : clusters;
  }

  private static double error(StoredResult result) {
    Double error = result.stderr();
    return error == null ? Double.NaN : error;
  }
}
