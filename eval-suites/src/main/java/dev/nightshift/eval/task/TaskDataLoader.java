package dev.nightshift.eval.task;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.nightshift.eval.generated.Problem;
import dev.nightshift.eval.generated.ProblemGenerator;
import dev.nightshift.eval.generated.Split;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.identity.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds or makes the items of tasks. */
public final class TaskDataLoader {

  /** The layout of generated items. */
  public static final String GENERATED = "generated";

  private static final ObjectMapper JSON =
      new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);
  private static final TypeReference<LinkedHashMap<String, Object>> FIELDS =
      new TypeReference<>() {};

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

  private static TaskData generated(TaskSource.Generated source) {
    List<TaskItem> items = new ArrayList<>();
    for (Problem problem :
        ProblemGenerator.of(source.space(), source.subject())
            .distinct(source.seed(), Split.HELD_OUT, source.count())) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("question", problem.question());
      fields.put("answer", problem.answer());
      fields.put("family", problem.family().label());
      fields.put("operands", problem.operandsKey());
      items.add(new TaskItem(problem.id(), fields));
    }
    return new TaskData(GENERATED, items, List.of(), digest(GENERATED, items, List.of()));
  }

  private Optional<TaskData> fromFiles(TaskDefinition task, TaskSource.Files source) {
    if (folder == null) {
      faults.add("task " + task.name() + " needs data", "--data", "Name the folder of the data.");
      return Optional.empty();
    }
    List<String> looked = new ArrayList<>();
    for (TaskSource.Layout layout : source.layouts()) {
      for (String below : layout.folders()) {
        Path test = file(layout, below, task.testSplit());
        if (Files.isRegularFile(test)) {
          return read(task, layout, below, test);
        }
        looked.add(test + " (layout " + layout.name() + ")");
      }
    }
    faults.add(
        "task " + task.name() + " found no data",
        folder.toString(),
        "Looked for: " + String.join(", ", looked) + ".");
    return Optional.empty();
  }

  private Optional<TaskData> read(
      TaskDefinition task, TaskSource.Layout layout, String below, Path test) {
    int before = faults.list().size();
    List<TaskItem> items = lines(test);
    List<TaskItem> examples = List.of();
    if (!task.fewshotSplit().isEmpty()) {
      Path file = file(layout, below, task.fewshotSplit());
      if (Files.isRegularFile(file)) {
        examples = lines(file);
      } else if (task.numFewshot() > 0) {
        faults.add(
            "task " + task.name() + " has no file for its examples",
            file.toString(),
            "Bring the file there, or evaluate with --num-fewshot 0 and without fewshot_split.");
      }
    }
    if (faults.list().size() > before) {
      return Optional.empty();
    }
    return Optional.of(
        new TaskData(layout.name(), items, examples, digest(layout.name(), items, examples)));
  }

  private Path file(TaskSource.Layout layout, String below, String split) {
    Path root = folder == null ? Path.of("") : folder;
    return root.resolve(below).resolve(layout.files().getOrDefault(split, split)).normalize();
  }

  private List<TaskItem> lines(Path file) {
    List<TaskItem> items = new ArrayList<>();
    try {
      int number = 0;
      for (String line : Files.readAllLines(file)) {
        number++;
        if (!line.isBlank()) {
          items.add(item(number, line));
        }
      }
      if (items.isEmpty()) {
        faults.add("the file has no items", file.toString(), "");
      }
    } catch (JsonProcessingException e) {
      faults.add(
          "not a JSON object: " + e.getOriginalMessage(),
          file + ":" + (items.size() + 1),
          "A benchmark with lines left out is another benchmark: mend the file.");
    } catch (IOException e) {
      faults.add("the file cannot be read: " + e, file.toString(), "");
    }
    return items;
  }

  private static TaskItem item(int number, String line) throws JsonProcessingException {
    Map<String, Object> fields = JSON.readValue(line, FIELDS);
    return new TaskItem(Digest.start().add("item").add(number).add(line).hex(), fields);
  }

  private static String digest(String layout, List<TaskItem> items, List<TaskItem> examples) {
    Digest digest = Digest.start().add("task-data").add(layout);
    for (List<TaskItem> list : List.of(items, examples)) {
      digest.add(list.size());
      for (TaskItem item : list) {
        try {
          digest.add(item.id()).add(JSON.writeValueAsString(item.fields()));
        } catch (JsonProcessingException e) {
          throw new IllegalStateException("fields that came from JSON go back to JSON", e);
        }
      }
    }
    return digest.hex();
  }
}
