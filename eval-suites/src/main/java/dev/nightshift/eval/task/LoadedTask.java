package dev.nightshift.eval.task;

import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.identity.Digest;
import dev.nightshift.schema.random.CounterRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A task with its items.
 *
 * @param definition what is asked
 * @param data over which items
 */
public record LoadedTask(TaskDefinition definition, TaskData data) {

  /** Digest of definition and data: equal digests mean the same task. */
  public String digest() {
    return Digest.start().add("task").add(definition.digest()).add(data.digest()).hex();
  }

  /**
   * The requests, in the order of the items.
   *
   * @param numFewshot examples before each question
   * @param limit most items; 0 for all
   * @param seed seed of the choice of examples
   * @throws RequestException if there are too few examples, or a template does not fit an item
   */
  public List<TaskRequest> requests(int numFewshot, int limit, long seed) {
    if (data.examples().size() < numFewshot) {
      throw new RequestException(
          "task "
              + definition.name()
              + " has "
              + data.examples().size()
              + " examples, "
              + numFewshot
              + " are asked for",
          "--num-fewshot",
          "Ask for fewer.");
    }
    List<TaskItem> items =
        limit > 0 && limit < data.items().size() ? data.items().subList(0, limit) : data.items();
    List<TaskRequest> requests = new ArrayList<>(items.size());
    for (int position = 0; position < items.size(); position++) {
      TaskItem item = items.get(position);
      try {
        requests.add(
            new TaskRequest(
                definition.name(),
                position,
                item.id(),
                prompt(item, numFewshot, seed),
                definition.target().render(item.fields())));
      } catch (IllegalArgumentException e) {
        throw new RequestException(
            "item " + (position + 1) + " of task " + definition.name() + ": " + e.getMessage(),
            "layout " + data.layout(),
            "The template and the data do not fit together.");
      }
    }
    return requests;
  }

  private String prompt(TaskItem item, int numFewshot, long seed) {
    StringBuilder prompt = new StringBuilder(definition.description());
    for (TaskItem example : examples(item, numFewshot, seed)) {
      prompt
          .append(definition.question().render(example.fields()))
          .append(definition.targetDelimiter())
          .append(definition.target().render(example.fields()))
          .append(definition.fewshotDelimiter());
    }
    return prompt.append(definition.question().render(item.fields())).toString();
  }

  /** Unlike examples, drawn for the item alone; never the item itself. */
  private List<TaskItem> examples(TaskItem item, int count, long seed) {
    List<TaskItem> from = data.examples();
    List<TaskItem> chosen = new ArrayList<>(count);
    Set<Integer> taken = new HashSet<>();
    CounterRandom random = CounterRandom.of(seed, "fewshot/" + definition.name(), item.id());
    while (chosen.size() < count && taken.size() < from.size()) {
      int at = random.nextInt(from.size());
      if (taken.add(at) && !from.get(at).fields().equals(item.fields())) {
        chosen.add(from.get(at));
      }
    }
    return chosen;
  }
}
