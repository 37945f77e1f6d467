package dev.nightshift.evaluation.spark;

import dev.nightshift.curation.decontaminate.BenchmarkIndex;
import dev.nightshift.curation.decontaminate.BenchmarkItem;
import dev.nightshift.curation.decontaminate.OverlapRule;
import dev.nightshift.curation.decontaminate.TaskItems;
import dev.nightshift.eval.task.LoadedTask;
import dev.nightshift.inference.digest.ModelDigest;
import dev.nightshift.runtime.job.Input;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.runtime.lake.PinnedTable;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.table.LakeTables;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells which items of tasks stand in training data, item by item, so that a report can show the
 * score on the clean and on the contaminated part. Items are looked for as curation does it (Brown
 * et al. 2020, "Language models are few-shot learners", appendix C): by n-grams of the question, or
 * a short question with its answer behind it.
 */
public final class ContaminationJob implements Job {

  static final String NAME = "contamination";
  private static final String AGAINST = "against";
  private static final String MODEL = "model";
  private static final OverlapRule PUBLISHED = OverlapRule.PUBLISHED;

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
    return "tell which items of tasks stand in training data";
  }

  @Override
  public String example() {
    return "--tasks gsm8k --data benchmarks/ --model lake/models/night";
  }

  @Override
  public List<JobOption> options() {
    return List.of(
        JobOption.required(
            EvaluationTasks.TASKS, OptionKind.TEXT, "Names of tasks, separated by commas"),
        JobOption.optional(
            EvaluationTasks.DATA, OptionKind.INPUT, "Folder with the data of the tasks"),
        JobOption.optional(
            EvaluationTasks.TASK_FOLDER, OptionKind.INPUT, "Folder with further task folders"),
        JobOption.optional(
            AGAINST,
            OptionKind.INPUT,
            "Table of documents, curated documents, prompts or preferences to search: table:NAME"),
        JobOption.optional(
            MODEL,
            OptionKind.INPUT,
            "Folder of a model: searches the tables that its training read, and its parents'"),
        JobOption.of(
            "ngram",
            OptionKind.INTEGER,
            String.valueOf(PUBLISHED.gram()),
            "Words of an n-gram that item and text must share (GPT-3: 13)"),
        JobOption.of(
            "shortest",
            OptionKind.INTEGER,
            String.valueOf(PUBLISHED.shortest()),
            "Fewest words of a question that is looked for as a whole, with its answer behind it"),
        JobOption.of(
            "answer-within",
            OptionKind.INTEGER,
            String.valueOf(PUBLISHED.answerWithin()),
            "Words behind such a question among which the answer must stand"),
        JobOption.of(
            "min-share",
            OptionKind.NUMBER,
            "0",
            "Smallest share of an item's n-grams that a text must have, 0 to 1; 0 for any one"),
        JobOption.of(
            "max-texts",
            OptionKind.INTEGER,
            "10",
            "An n-gram that more texts share is a common phrase and does not count (GPT-3: 10)"));
  }

  @Override
  public JobOutcome run(JobContext context, JobArguments arguments) {
    Faults faults = new Faults();
    OverlapRule rule = rule(arguments, faults);
    long maxTexts = within(arguments, "max-texts", 1, Integer.MAX_VALUE, faults);
    if (arguments.has(AGAINST) == arguments.has(MODEL)) {
      faults.add(
          "either --against or --model is needed",
          "job " + NAME,
          "Name a table, or the model whose training data is searched.");
    }
    faults.throwIfAny();
    List<LoadedTask> tasks =
        EvaluationTasks.load(EvaluationTasks.selection(arguments, NAME), arguments, faults);
    faults.throwIfAny();
    @Nullable String model =
        arguments.has(MODEL) ? ModelDigest.of(Lineage.path(arguments.text(MODEL))).model() : null;
    List<PinnedTable> tables =
        arguments.has(MODEL)
            ? trainedOn(context, Lineage.path(arguments.text(MODEL)))
            : List.of(table(context, arguments));
    TrainingText text = new TrainingText(context.lake(), tables, maxTexts);
    context.progress().line(NAME + ": searches " + text.names());
    JobOutcome outcome = JobOutcome.empty();
    for (int segment = 0; segment < tasks.size(); segment++) {
      LoadedTask task = tasks.get(segment);
      List<BenchmarkItem> items = TaskItems.of(task.definition(), task.data());
      List<ItemContamination> rows =
          text.search(
              BenchmarkIndex.of(items, rule), task.definition().name(), task.digest(), model);
      context.append(
          LakeTables.ITEM_CONTAMINATIONS.name(),
          LakeTables.ITEM_CONTAMINATIONS,
          ItemContamination.CODEC.dataset(context.spark(), rows).coalesce(1),
          segment);
      long found = rows.stream().filter(ItemContamination::contaminated).count();
      long tooShort = rows.stream().filter(row -> !row.searched()).count();
      String name = task.definition().name();
      context
          .progress()
          .line(
              name
                  + ": "
                  + found
                  + " of "
                  + rows.size()
                  + " items found, "
                  + tooShort
                  + " too short to be looked for");
      outcome =
          outcome
              .count(name + "/items", rows.size())
              .count(name + "/contaminated", found)
              .count(name + "/too-short", tooShort);
    }
    return outcome;
  }

  private static PinnedTable table(JobContext context, JobArguments arguments) {
    if (context.input(AGAINST) instanceof Input.OfTable table) {
      return table.table();
    }
    throw new RequestException(
        "--against names '" + arguments.text(AGAINST) + "', which is a file or folder",
        "option '" + AGAINST + "'",
        "Bring it into the lake with the ingest job, then name the table as table:NAME.");
  }

  /** The tables of texts that the model and its parents were trained on, as they were read. */
  private static List<PinnedTable> trainedOn(JobContext context, Path folder) {
    LakeView view = new LakeView(context.lake());
    Lineage lineage = new Lineage(view);
    List<String> makers =
        lineage.makers(folder.toString(), Instant.MAX).stream().map(run -> run.runId()).toList();
    List<PinnedTable> tables =
        lineage.of(makers).stream()
            .filter(run -> run.artifacts().containsKey(MODEL))
            .flatMap(run -> Lineage.tables(run).stream())
            .filter(table -> TrainingText.isText(context.lake().kind(table.name())))
            .distinct()
            .collect(Collectors.toCollection(ArrayList::new));
    if (tables.isEmpty()) {
      throw new RequestException(
          "the lake knows no table that the model was trained on",
          folder.toString(),
          "Name the table with --against table:NAME.");
    }
    return tables;
  }

  private static OverlapRule rule(JobArguments arguments, Faults faults) {
    long gram = within(arguments, "ngram", 2, 1000, faults);
    long shortest = within(arguments, "shortest", 1, gram, faults);
    long within = within(arguments, "answer-within", 1, 1_000_000, faults);
    double share = arguments.number("min-share");
    if (!(share >= 0 && share <= 1)) {
      faults.add("the share is " + share, "option 'min-share'", "Give a number from 0 to 1.");
      share = 0;
    }
    return new OverlapRule(
        (int) gram, (int) shortest, (int) within, share == 0 ? PUBLISHED.share() : share);
  }

  private static long within(
      JobArguments arguments, String name, long least, long most, Faults faults) {
    long value = arguments.integer(name);
    if (value < least || value > most) {
      faults.add(
          "the number is " + value,
          "option '" + name + "'",
          "Give a number from " + least + " to " + most + ".");
      return least;
    }
    return value;
  }
}
