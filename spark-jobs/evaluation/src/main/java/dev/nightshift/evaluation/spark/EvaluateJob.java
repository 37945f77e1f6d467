package dev.nightshift.evaluation.spark;

import dev.nightshift.eval.task.LoadedTask;
import dev.nightshift.eval.task.TaskDataLoader;
import dev.nightshift.eval.task.TaskDefinition;
import dev.nightshift.eval.task.TaskLibrary;
import dev.nightshift.inference.digest.ModelDigest;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.runtime.model.SpreadAnswers;
import dev.nightshift.schema.error.Faults;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Scores a model on tasks; how partitions and threads go together: {@link SpreadAnswers}. */
public final class EvaluateJob implements Job {

  static final String NAME = "evaluate";
  static final String MODEL = "model";
  private static final String TASKS = "tasks";
  private static final String DATA = "data";
  private static final String TASK_FOLDER = "task-folder";
  private static final String LIMIT = "limit";
  private static final String FEWSHOT = "num-fewshot";
  private static final String BATCH = "batch-size";
  private static final String PARTITIONS = "partitions";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "score a model on tasks";
  }

  @Override
  public String example() {
    return "--model lake/models/night --tasks arithmetic,algebra";
  }

  @Override
  public List<JobOption> options() {
    return List.of(
        JobOption.required(MODEL, OptionKind.INPUT, "Folder of the model"),
        JobOption.required(TASKS, OptionKind.TEXT, "Names of tasks, separated by commas"),
        JobOption.optional(DATA, OptionKind.INPUT, "Folder with the data of the tasks"),
        JobOption.optional(TASK_FOLDER, OptionKind.INPUT, "Folder with further task folders"),
        JobOption.of(LIMIT, OptionKind.INTEGER, "0", "Most items of each task; 0 for all"),
        JobOption.optional(
            FEWSHOT, OptionKind.INTEGER, "Examples in the prompt; default: what the task says"),
        JobOption.of(BATCH, OptionKind.EXECUTION, "32", "Requests that are answered together"),
        JobOption.of(
            PARTITIONS,
            OptionKind.EXECUTION,
            "0",
            "Slices of the requests; 0 for 1 on a local master, else Spark's default parallelism."
                + " Slices side by side x OMP_NUM_THREADS should not exceed the cores"));
  }

  @Override
  public JobOutcome run(JobContext context, JobArguments arguments) {
    Faults faults = new Faults();
    int limit = (int) atLeast(arguments, LIMIT, 0, faults);
    int fewshot = arguments.has(FEWSHOT) ? (int) atLeast(arguments, FEWSHOT, 0, faults) : -1;
    int batchSize = (int) atLeast(arguments, BATCH, 1, faults);
    int partitions = (int) atLeast(arguments, PARTITIONS, 0, faults);
    faults.throwIfAny();
    List<LoadedTask> tasks = tasks(arguments, faults);
    faults.throwIfAny();

    Path folder = Lineage.path(arguments.text(MODEL));
    String digest = ModelDigest.of(folder).model();
    SpreadAnswers model = new SpreadAnswers(folder, digest, batchSize, partitions);
    TaskRun run = new TaskRun(context, model, limit, fewshot);
    JobOutcome outcome = JobOutcome.empty();
    long reused = 0;
    for (int segment = 0; segment < tasks.size(); segment++) {
      TaskRun.Scored scored = run.score(tasks.get(segment), segment);
      outcome = scored.addTo(outcome);
      reused += scored.reused() ? 1 : 0;
    }
    return outcome.count("reused-tasks", reused).artifact(MODEL, folder.toString());
  }

  private static List<LoadedTask> tasks(JobArguments arguments, Faults faults) {
    TaskLibrary library = TaskLibrary.builtIn();
    if (arguments.has(TASK_FOLDER)) {
      library = library.with(Lineage.path(arguments.text(TASK_FOLDER)));
    }
    List<String> names =
        Arrays.stream(arguments.text(TASKS).split(","))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .distinct()
            .toList();
    if (names.isEmpty()) {
      faults.add(
          "option 'tasks' names no task",
          "job " + NAME,
          "Tasks are: " + String.join(", ", library.names()) + ".");
    }
    @Nullable Path data = arguments.has(DATA) ? Lineage.path(arguments.text(DATA)) : null;
    TaskDataLoader loader = new TaskDataLoader(data, faults);
    List<LoadedTask> tasks = new ArrayList<>();
    for (TaskDefinition definition : library.load(names)) {
      loader.load(definition).ifPresent(items -> tasks.add(new LoadedTask(definition, items)));
    }
    return tasks;
  }

  private static long atLeast(JobArguments arguments, String name, long least, Faults faults) {
    String text = arguments.text(name);
    try {
      long value = Long.parseLong(text);
      if (value >= least && value <= Integer.MAX_VALUE) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below, as a number out of range is.
    }
    faults.add(
        "option '" + name + "' is '" + text + "'",
        "job " + NAME,
        "Give a whole number of at least " + least + ".");
    return least;
  }
}
