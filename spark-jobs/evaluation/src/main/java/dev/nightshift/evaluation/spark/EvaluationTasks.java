package dev.nightshift.evaluation.spark;

import dev.nightshift.eval.task.LoadedTask;
import dev.nightshift.eval.task.TaskDataLoader;
import dev.nightshift.eval.task.TaskDefinition;
import dev.nightshift.eval.task.TaskLibrary;
import dev.nightshift.eval.task.TaskSelection;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tasks that the options of a job name. */
final class EvaluationTasks {

  static final String TASKS = "tasks";
  static final String DATA = "data";
  static final String TASK_FOLDER = "task-folder";

  private EvaluationTasks() {}

  /**
   * What the names stand for.
   *
   * @param job name of the job, for messages
   * @throws RequestException if nothing is named, or something unknown
   */
  static TaskSelection selection(JobArguments arguments, String job) {
    TaskLibrary library = library(arguments.has(TASK_FOLDER) ? arguments.text(TASK_FOLDER) : null);
    List<String> names = names(arguments.text(TASKS));
    if (names.isEmpty()) {
      throw new RequestException(
          "option 'tasks' names no task",
          "job " + job,
          "'./nightshift job evaluate --list' shows them.");
    }
    return library.select(names);
  }

  /**
   * All tasks.
   *
   * @param folder with further task files; null for none
   */
  static TaskLibrary library(@Nullable String folder) {
    TaskLibrary library = TaskLibrary.builtIn();
    return folder == null ? library : library.with(Lineage.path(folder));
  }

  /** Names that are separated by commas, each once. */
  static List<String> names(String list) {
    return Arrays.stream(list.split(","))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .distinct()
        .toList();
  }

  /**
   * The tasks with their items.
   *
   * @param faults takes every fault of their data
   */
  static List<LoadedTask> load(TaskSelection selection, JobArguments arguments, Faults faults) {
    @Nullable Path data = arguments.has(DATA) ? Lineage.path(arguments.text(DATA)) : null;
    TaskDataLoader loader = new TaskDataLoader(data, faults);
    List<LoadedTask> tasks = new ArrayList<>();
    for (TaskDefinition definition : selection.tasks()) {
      loader.load(definition).ifPresent(items -> tasks.add(new LoadedTask(definition, items)));
    }
    return tasks;
  }
}
