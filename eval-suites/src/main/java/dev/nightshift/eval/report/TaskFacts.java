package dev.nightshift.eval.report;

import java.util.List;

/**
 * What a report knows of a task beside its scores.
 *
 * @param alias the name that tables of lm-evaluation-harness show
 * @param subtasks tasks of a group, in their order; empty for a task of its own
 * @param items number of items of the whole task; 0 where it is not known
 */
public record TaskFacts(String alias, List<String> subtasks, long items) {

  public TaskFacts {
    subtasks = List.copyOf(subtasks);
  }

  /** What is known of a task by its name alone. */
  public static TaskFacts of(String task) {
    return new TaskFacts(task, List.of(), 0);
  }
}
