package dev.nightshift.eval.task;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.nightshift.eval.data.DataFiles;
import dev.nightshift.eval.data.DataRow;
import dev.nightshift.eval.generated.Problem;
import dev.nightshift.eval.generated.ProblemGenerator;
import dev.nightshift.eval.generated.Split;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.identity.Digest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds or makes the items of tasks. */
public final class TaskDataLoader {

  /** The layout of generated items. */
  public static final String GENERATED = "generated";

  private static final ObjectMapper JSON =
      new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

  private final @Nullable Path folder;
  private final Faults faults;

  /**
   * @param folder where the user keeps the data of tasks; null where none was named
   * @param faults takes every fault: missing files with all places that were looked at, broken
   *     lines
   */
  public TaskDataLoader(@Nullable Path folder, Faults faults) {
    this.folder = folder;
    this.faults = faults;
  }

  /** The items of a task; empty where faults were noted. */
  public Optional<TaskData> load(TaskDefinition task) {
    return task.source() instanceof TaskSource.Files files
        ? fromFiles(task, files)
        : Optional.of(generated((TaskSource.Generated) task.source()));
  }

  /** The layout in which a task's data lies in a folder, which is not read; empty for none. */
  static Optional<String> layout(TaskDefinition task, Path folder) {
    if (!(task.source() instanceof TaskSource.Files source)) {
      return Optional.of(GENERATED);
    }
    for (TaskSource.Layout layout : source.layouts()) {
      for (String below : layout.folders()) {
        DataFiles files = new DataFiles(folder.resolve(below).normalize());
        if (!found(layout, files, task.splits().asked()).isEmpty()) {
          return Optional.of(layout.name());
        }
      }
    }
    return Optional.empty();
  }

  private static TaskData generated(TaskSource.Generated source) {
    List<TaskItem> items = new ArrayList<>();
    for (Problem problem :
        ProblemGenerator.of(source.space(), source.subject())
            .distinct(source.seed(), Split.HELD_OUT, source.count())) {
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      fields.put("question", problem.question());
      fields.put("answer", problem.answer());
      fields.put("family", problem.family().label());
      fields.put("operands", problem.operandsKey());
      items.add(new TaskItem(problem.id(), fields));
    }
    return new TaskData(GENERATED, items, List.of(), false, digest(GENERATED, items, List.of()));
  }

  private Optional<TaskData> fromFiles(TaskDefinition task, TaskSource.Files source) {
    if (folder == null) {
      faults.add("task " + task.name() + " needs data", "--data", "Name the folder of the data.");
      return Optional.empty();
    }
    List<String> looked = new ArrayList<>();
    for (TaskSource.Layout layout : source.layouts()) {
      for (String below : layout.folders()) {
        DataFiles files = new DataFiles(folder.resolve(below).normalize());
        List<String> patterns = found(layout, files, task.splits().asked());
        if (!patterns.isEmpty()) {
          return read(task, layout, files, patterns);
        }
        looked.add(places(layout, files, task.splits().asked()));
      }
    }
    faults.add(
        "task " + task.name() + " found no data",
        folder.toString(),
        "Looked for: " + String.join(", ", looked) + ".");
    return Optional.empty();
  }

  /** The spelling of a split's files whose files are all there; empty where none is. */
  private static List<String> found(TaskSource.Layout layout, DataFiles files, String split) {
    return layout.spellings(split).stream()
        .filter(patterns -> patterns.stream().allMatch(files::exist))
        .findFirst()
        .orElse(List.of());
  }

  /** Where the files of a split are looked for. */
  private static String places(TaskSource.Layout layout, DataFiles files, String split) {
    List<String> spellings = new ArrayList<>();
    for (List<String> patterns : layout.spellings(split)) {
      spellings.add(
          patterns.stream()
              .map(pattern -> files.resolve(pattern).toString())
              .collect(Collectors.joining(" and ")));
    }
    return String.join(" or ", spellings) + " (layout " + layout.name() + ")";
  }

  private Optional<TaskData> read(
      TaskDefinition task, TaskSource.Layout layout, DataFiles files, List<String> asked) {
    int before = faults.list().size();
    TaskSplits splits = task.splits();
    List<TaskItem> items = items(task, layout, files, splits.asked(), asked);
    List<TaskItem> examples = written(task);
    boolean own = false;
    if (examples.isEmpty()) {
      String split = splits.examples();
      List<String> patterns = found(layout, files, split);
      if (split.equals(splits.asked())) {
        own = true;
        examples = items;
      } else if (!patterns.isEmpty()) {
        examples = items(task, layout, files, split, patterns);
      } else if (task.fewshot().count() > 0) {
        faults.add(
            "task " + task.name() + " has no file for its examples",
            layout.spellings(split).isEmpty()
                ? "layout " + layout.name() + ", split " + split
                : places(layout, files, split),
            "Bring the file there, or evaluate with --num-fewshot 0 and without fewshot_split.");
      }
    }
    if (faults.list().size() > before) {
      return Optional.empty();
    }
    return Optional.of(
        new TaskData(
            layout.name(),
            items,
            examples,
            own,
            digest(layout.name(), items, own ? List.of() : examples)));
  }

  /** The examples that stand in the task file. */
  private static List<TaskItem> written(TaskDefinition task) {
    List<TaskItem> examples = new ArrayList<>();
    for (Map<String, @Nullable Object> sample : task.fewshot().samples()) {
      String id = Digest.start().add("sample").add(examples.size()).add(json(sample)).hex();
      examples.add(new TaskItem(id, sample));
    }
    return examples;
  }

  private List<TaskItem> items(
      TaskDefinition task,
      TaskSource.Layout layout,
      DataFiles files,
      String split,
      List<String> patterns) {
    int before = faults.list().size();
    List<DataRow> rows = files.read(patterns, layout.options(), faults);
    if (faults.list().size() > before) {
      return List.of();
    }
    try {
      List<TaskItem> items =
          layout.preparation().prepare(rows).stream()
              .map(row -> new TaskItem(row.id(), row.fields()))
              .toList();
      if (items.isEmpty()) {
        faults.add(
            "split '" + split + "' of task " + task.name() + " has no items after preparation",
            "layout " + layout.name(),
            "");
      }
      return items;
    } catch (IllegalArgumentException e) {
      faults.add(
          "task " + task.name() + " cannot be prepared: " + e.getMessage(),
          "layout " + layout.name() + ", split " + split,
          "The data does not have the form that the layout promises.");
      return List.of();
    }
  }

  private static String digest(String layout, List<TaskItem> items, List<TaskItem> examples) {
    Digest digest = Digest.start().add("task-data").add(layout);
    for (List<TaskItem> list : List.of(items, examples)) {
      digest.add(list.size());
      for (TaskItem item : list) {
        digest.add(item.id()).add(json(item.fields()));
      }
    }
    return digest.hex();
  }

  private static String json(Map<String, @Nullable Object> fields) {
    try {
      return JSON.writeValueAsString(fields);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("fields that came from JSON go back to JSON", e);
    }
  }
}
