package dev.nightshift.evaluation.spark;

import dev.nightshift.eval.answer.ModelChat;
import dev.nightshift.eval.request.PromptStyle;
import dev.nightshift.eval.sandbox.Isolation;
import dev.nightshift.eval.task.LoadedTask;
import dev.nightshift.eval.task.TaskCatalog;
import dev.nightshift.eval.task.TaskSelection;
import dev.nightshift.inference.digest.ModelDigest;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.job.Listing;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.runtime.model.SpreadAnswers;
import dev.nightshift.schema.error.Faults;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Scores a model on tasks; how partitions and threads go together: {@link SpreadAnswers}. */
public final class EvaluateJob implements Job, Listing {

  static final String NAME = "evaluate";
  static final String MODEL = "model";
  private static final String LIMIT = "limit";
  private static final String FEWSHOT = "num-fewshot";
  private static final String BATCH = "batch-size";
  private static final String PARTITIONS = "partitions";
  private static final String CHAT = "apply-chat-template";
  private static final String MULTITURN = "fewshot-as-multiturn";
  private static final String SYSTEM = "system-instruction";
  private static final String SANDBOX = "sandbox";
  private static final String AS_THE_TASK_SAYS = "task";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int version() {
    return 3;
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
        JobOption.required(
            EvaluationTasks.TASKS,
            OptionKind.TEXT,
            "Names of tasks, groups or tags, separated by commas; * stands for any letters."
                + " --list shows them"),
        JobOption.optional(
            EvaluationTasks.DATA,
            OptionKind.INPUT,
            "Folder with the data of the tasks, in any of the layouts that a task names"),
        JobOption.optional(
            EvaluationTasks.TASK_FOLDER,
            OptionKind.INPUT,
            "Folder with further task files, at any depth; they win over built-in ones of their names"),
        JobOption.of(LIMIT, OptionKind.INTEGER, "0", "Most items of each task; 0 for all"),
        JobOption.optional(
            FEWSHOT,
            OptionKind.INTEGER,
            "Examples before each question. Default: as many as the task says"),
        JobOption.of(
            CHAT, OptionKind.FLAG, "false", "Write prompts with the model's chat template"),
        JobOption.of(
            MULTITURN,
            OptionKind.FLAG,
            "false",
            "Give each example as turns of its own; only with --" + CHAT),
        JobOption.optional(
            SYSTEM, OptionKind.TEXT, "Text before each prompt; in a chat, the system message"),
        JobOption.choice(
            SANDBOX,
            Stream.concat(Stream.of(AS_THE_TASK_SAYS), Isolation.labels().stream()).toList(),
            "How programs that the model wrote are kept apart: as each task says (strict unless it"
                + " names weak); strict in namespaces of their own, refused where the machine does"
                + " not allow them; weak as plain processes with limits, which reach the network and"
                + " your files"),
        JobOption.of(BATCH, OptionKind.EXECUTION, "32", "Requests that are answered together"),
        JobOption.of(
            PARTITIONS,
            OptionKind.EXECUTION,
            "0",
            "Slices of the requests; 0 for 1 on a local master, else Spark's default parallelism."
                + " Slices side by side x OMP_NUM_THREADS should not exceed the cores"));
  }

  @Override
  public String listed() {
    return "List tasks, groups and tags, those of --tasks or all: kind, examples, version, metrics,"
        + " and whether their data lies below --data. Nothing is run.";
  }

  @Override
  public List<String> list(Map<String, String> options) {
    return new TaskCatalog(
            EvaluationTasks.library(options.get(EvaluationTasks.TASK_FOLDER)),
            options.containsKey(EvaluationTasks.DATA)
                ? Lineage.path(options.getOrDefault(EvaluationTasks.DATA, ""))
                : null)
        .lines(EvaluationTasks.names(options.getOrDefault(EvaluationTasks.TASKS, "")));
  }

  @Override
  public void check(JobArguments arguments, Faults faults) {
    requireAtLeast(arguments, LIMIT, 0, faults);
    requireAtLeast(arguments, FEWSHOT, 0, faults);
    requireAtLeast(arguments, BATCH, 1, faults);
    requireAtLeast(arguments, PARTITIONS, 0, faults);
    if (arguments.flag(MULTITURN) && !arguments.flag(CHAT)) {
      faults.add(
          "option '" + MULTITURN + "' needs a chat template",
          "job " + NAME,
          "Add --" + CHAT + " true.");
    }
  }

  @Override
  public JobOutcome run(JobContext context, JobArguments arguments) {
    Faults faults = new Faults();
    check(arguments, faults);
    faults.throwIfAny();
    boolean chat = arguments.flag(CHAT);
    TaskSelection selection = EvaluationTasks.selection(arguments, NAME);
    Optional<Isolation> sandbox = Isolation.find(arguments.text(SANDBOX));
    List<LoadedTask> tasks =
        EvaluationTasks.load(selection, arguments, faults).stream()
            .map(task -> sandbox.map(task::inSandbox).orElse(task))
            .toList();
    faults.throwIfAny();

    Path folder = Lineage.path(arguments.text(MODEL));
    PromptStyle style =
        new PromptStyle(
            chat ? ModelChat.load(folder) : null,
            arguments.flag(MULTITURN),
            arguments.find(SYSTEM).orElse(""));
    String digest = ModelDigest.of(folder).model();
    SpreadAnswers model =
        new SpreadAnswers(
            folder, digest, arguments.smallInteger(BATCH), arguments.smallInteger(PARTITIONS));
    TaskRun run =
        new TaskRun(
            context,
            model,
            new TaskSettings(
                arguments.smallInteger(LIMIT),
                arguments.has(FEWSHOT) ? arguments.smallInteger(FEWSHOT) : -1,
                style,
                arguments.text(SANDBOX)));
    JobOutcome outcome = JobOutcome.empty();
    List<StoredResult> results = new ArrayList<>();
    long reused = 0;
    int samples = 0;
    for (int segment = 0; segment < tasks.size(); segment++) {
      TaskRun.Scored scored = run.score(tasks.get(segment), segment, samples);
      samples += run.segments(tasks.get(segment));
      results.addAll(scored.results());
      outcome = scored.addTo(outcome);
      reused += scored.reused() ? 1 : 0;
    }
    int segment = tasks.size();
    for (TaskSelection.Members members : selection.groups()) {
      List<StoredResult> scores = GroupScores.of(members, results, context.runId());
      if (!scores.isEmpty()) {
        run.writeResults(scores, segment);
        outcome = new TaskRun.Scored(scores, false).addTo(outcome);
      }
      segment++;
    }
    return outcome.count("reused-tasks", reused).artifact(MODEL, folder.toString());
  }

  /** Adds a fault where an option is given that is no whole number, or less. */
  private static void requireAtLeast(
      JobArguments arguments, String name, long least, Faults faults) {
    String text = arguments.find(name).orElse(Long.toString(least));
    try {
      long value = Long.parseLong(text);
      if (value >= least && value <= Integer.MAX_VALUE) {
        return;
      }
    } catch (NumberFormatException e) {
      // Told below, as a number out of range is.
    }
    faults.add(
        "option '" + name + "' is '" + text + "'",
        "job " + NAME,
        "Give a whole number of at least " + least + ".");
  }
}
