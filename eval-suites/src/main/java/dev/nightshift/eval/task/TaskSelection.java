package dev.nightshift.eval.task;

import java.util.List;

/**
 * The tasks that were asked for.
 *
 * @param tasks the tasks themselves, each once, in the order in which they were asked for
 * @param groups the groups among what was asked for and below, inner ones first
 */
public record TaskSelection(List<TaskDefinition> tasks, List<Members> groups) {

  public TaskSelection {
    tasks = List.copyOf(tasks);
    groups = List.copyOf(groups);
  }

  /**
   * A group and the tasks below it.
   *
   * @param group the group
   * @param tasks names of all tasks below it, through groups in between
   */
  public record Members(TaskGroup group, List<String> tasks) {
    public Members {
      tasks = List.copyOf(tasks);
    }
  }
}
