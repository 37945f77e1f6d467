package dev.nightshift.eval.task;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked for by name, as tables of text: tasks with their kind, examples, version,
 * metrics and whether their data is there; groups; tags.
 */
public final class TaskCatalog {

  private final TaskLibrary library;
  private final @Nullable Path data;

  /**
   * A catalogue.
   *
   * @param data folder with the data of tasks; null where none is named
   */
  public TaskCatalog(TaskLibrary library, @Nullable Path data) {
    this.library = library;
    this.data = data;
  }

  /**
   * The lines.
   *
   * @param names names of tasks, groups and tags, or patterns; empty for all
   * @throws dev.nightshift.schema.error.RequestException if a name is unknown or a file is broken
   */
  public List<String> lines(List<String> names) {
    List<String> asked =
        names.isEmpty()
            ? Stream.concat(library.names().stream(), library.groupNames().stream()).toList()
            : names;
    TaskSelection selection = library.select(asked);
    List<String> lines = new ArrayList<>();
    List<List<String>> tasks = new ArrayList<>();
    tasks.add(List.of("TASK", "KIND", "EXAMPLES", "VERSION", "DATA", "METRICS"));
    selection.tasks().forEach(task -> tasks.add(row(task)));
    add(tasks, lines);
    List<List<String>> groups = new ArrayList<>();
    groups.add(List.of("GROUP", "TASKS", "VERSION", "METRICS"));
    selection.groups().forEach(group -> groups.add(row(group)));
    add(groups, lines);
    List<List<String>> tags = new ArrayList<>();
    tags.add(List.of("TAG", "TASKS"));
    library
        .tags()
        .forEach(
            (tag, tagged) -> {
              if (names.isEmpty() || names.contains(tag)) {
                tags.add(List.of(tag, Integer.toString(tagged.size())));
              }
            });
    add(tags, lines);
    return lines;
  }

  private List<String> row(TaskDefinition task) {
    return List.of(
        task.name(),
        task.kind().label(),
        Integer.toString(task.fewshot().count()),
        Integer.toString(task.version()),
        found(task),
        task.metrics().stream()
            .flatMap(metric -> metric.metric().scoreNames().stream())
            .distinct()
            .collect(Collectors.joining(", ")));
  }

  private String found(TaskDefinition task) {
    if (task.source() instanceof TaskSource.Generated) {
      return TaskDataLoader.GENERATED;
    }
    return data == null
        ? "needs --data"
        : TaskDataLoader.layout(task, data).map(layout -> "found: " + layout).orElse("missing");
  }

  private static List<String> row(TaskSelection.Members members) {
    Set<String> metrics = new LinkedHashSet<>();
    members.group().aggregates().forEach(aggregate -> metrics.add(aggregate.metric()));
    return List.of(
        members.group().name(),
        Integer.toString(members.tasks().size()),
        Integer.toString(members.group().version()),
        String.join(", ", metrics));
  }

  /** A table with columns as wide as their widest cell; nothing where there is only its head. */
  private static void add(List<List<String>> rows, List<String> lines) {
    if (rows.size() == 1) {
      return;
    }
    if (!lines.isEmpty()) {
      lines.add("");
    }
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      lines.add(line.toString().stripTrailing());
    }
  }
}
