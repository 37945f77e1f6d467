package dev.nightshift.curation.decontaminate;

import dev.nightshift.eval.task.TaskData;
import dev.nightshift.eval.task.TaskDefinition;
import java.util.List;

/** The items of a task as they are looked for in texts: the question alone, without examples. */
public final class TaskItems {

  private TaskItems() {}

  /** All items of a task, in their order. */
  public static List<BenchmarkItem> of(TaskDefinition task, TaskData data) {
    return data.items().stream()
        .map(
            item ->
                new BenchmarkItem(
                    task.name(),
                    item.id(),
                    task.questionText(item.fields()),
                    task.targetText(item.fields())))
        .toList();
  }
}
