package dev.nightshift.eval.task;

import java.util.List;

/**
 * The items of a task, as they were found.
 *
 * @param layout the layout they were found in; {@code generated} for generated ones
 * @param items what is asked, in their order
 * @param examples what examples are drawn from; may be empty
 * @param examplesAreItems whether examples come from the split that is asked, so that an item must
 *     be left out of its own examples
 * @param digest digest of items and examples
 */
public record TaskData(
    String layout,
    List<TaskItem> items,
    List<TaskItem> examples,
    boolean examplesAreItems,
    String digest) {

  public TaskData {
    items = List.copyOf(items);
    examples = List.copyOf(examples);
  }
}
