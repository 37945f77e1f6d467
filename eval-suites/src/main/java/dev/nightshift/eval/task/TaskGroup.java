package dev.nightshift.eval.task;

import dev.nightshift.eval.metric.Aggregations;
import java.util.List;

/**
 * Tasks and groups under one name, and the scores that are made of theirs.
 *
 * @param name its name
 * @param alias how reports may call it
 * @param version its version
 * @param members names of tasks and groups, in their order
 * @param aggregates scores of the group; empty for a group that is only a list
 */
public record TaskGroup(
    String name, String alias, int version, List<String> members, List<Aggregate> aggregates) {

  public TaskGroup {
    members = List.copyOf(members);
    aggregates = List.copyOf(aggregates);
  }

  /**
   * A score of a group: the mean of its tasks' scores.
   *
   * @param metric name of the score
   * @param filters names of filters; empty for all that the tasks share
   * @param weightBySize whether a task counts by its items; else all tasks count alike
   */
  public record Aggregate(String metric, List<String> filters, boolean weightBySize) {
    public Aggregate {
      filters = List.copyOf(filters);
    }
  }

  /** The aggregation that groups know. */
  public static String aggregation() {
    return Aggregations.MEAN.name();
  }
}
