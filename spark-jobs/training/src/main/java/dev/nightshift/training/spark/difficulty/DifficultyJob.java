package dev.nightshift.training.spark.difficulty;

import dev.nightshift.runtime.job.Input;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.runtime.lake.TableRef;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.table.LakeTables;
import dev.nightshift.training.spark.ExampleReader;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Says how hard rows are, by one of several scores, into a table that trainings with a curriculum
 * read. More is harder.
 */
public final class DifficultyJob implements Job {

  static final String INPUT = "input";
  static final String SCORE = "score";
  static final String MODEL = "model";
  static final String COLUMN = "column";
  static final String SUCCESS_AT = "success-at";
  static final String KEYS = "keys";
  static final String OF_PROMPTS = "prompt";
  static final String ROWS = "rows";
  static final String RUN = "run";
  static final String POLICY = "policy";

  private static final String OUTPUT = "output";
  private static final String NAME = "name";
  private static final String GREATER_IS_EASIER = "greater-is-easier";

  @Override
  public String name() {
    return "difficulty";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "say how hard rows are, for the curriculum of a training";
  }

  @Override
  public String example() {
    return "--input table:curated --score rarity";
  }

  @Override
  public List<JobOption> options() {
    return List.of(
        JobOption.required(
            INPUT,
            OptionKind.INPUT,
            "Documents, answers, pairs, or for success-rate the table of rollouts"),
        JobOption.of(
            OUTPUT,
            OptionKind.OUTPUT_TABLE,
            LakeTables.DIFFICULTY.name(),
            "Table of the difficulties"),
        JobOption.choice(
            SCORE,
            DifficultyScore.labels(),
            "length in characters; compression: share of the bytes that Deflate leaves; rarity:"
                + " mean of -ln p of the words; loss of --model in nats a token; success-rate of"
                + " rollouts; level of people; classifier: the expected level that --model tells, or any"
                + " column of numbers"),
        JobOption.choice(
            KEYS,
            List.of("row", OF_PROMPTS),
            "What a value is stored for: a row, as pretrain, sft and dpo know it, or a prompt with"
                + " its fields, as ppo and grpo do"),
        JobOption.optional(
            NAME, OptionKind.TEXT, "Name of the score in the table; by default that of --score"),
        JobOption.optional(
            MODEL,
            OptionKind.INPUT,
            "Folder of the reference model of loss, or of the classifier that train-difficulty"
                + " made"),
        KeyedTexts.option(),
        JobOption.optional(
            COLUMN,
            OptionKind.TEXT,
            "Column of level or classifier, also inside meta; by default level and quality"),
        JobOption.of(
            GREATER_IS_EASIER,
            OptionKind.FLAG,
            "false",
            "Greater values are easier, as those of a classifier of quality can be: the sign turns"),
        JobOption.of(
            SUCCESS_AT, OptionKind.NUMBER, ".5", "Least reward of an answer that is a success"),
        JobOption.optional(
            ROWS,
            OptionKind.INPUT,
            "Answers or pairs, for sft and dpo: each row gets the success-rate of its prompt"),
        JobOption.optional(
            RUN, OptionKind.TEXT, "Run whose rollouts success-rate counts; by default the newest"),
        JobOption.optional(
            POLICY,
            OptionKind.TEXT,
            "Digest of the model whose rollouts it counts, of all runs, in place of --run"));
  }

  @Override
  public JobOutcome run(JobContext context, JobArguments arguments) {
    Faults faults = new Faults();
    check(arguments, faults);
    if (arguments.has(MODEL) && !(context.input(MODEL) instanceof Input.OfFiles)) {
      faults.add("--model names a table", "", "Name a folder.");
    }
    faults.throwIfAny();
    DifficultyScore score = DifficultyScore.of(arguments.text(SCORE)).orElseThrow();
    Dataset<Row> rows = new ExampleReader(context).rows(INPUT);
    DifficultyRows of = new DifficultyRows(context, arguments, rows);
    Dataset<Row> values = of.values(score);
    Dataset<Row> signed =
        values.withColumn(
            "difficulty",
            arguments.flag(GREATER_IS_EASIER)
                ? functions.negate(functions.col("difficulty"))
                : functions.col("difficulty"));
    Dataset<Row> finished =
        signed
            .distinct()
            .withColumn(SCORE, functions.lit(arguments.find(NAME).orElse(score.label())))
            .withColumn("settings", functions.lit(of.settings(score)))
            .select("row_key", SCORE, "settings", "difficulty");
    String table = TableRef.parse(arguments.text(OUTPUT)).name();
    context.append(table, LakeTables.DIFFICULTY, finished, 0);
    Dataset<Row> own = context.lake().ownRows(table, context.runId());
    Row summary =
        own.agg(
                functions.count("*"),
                functions.min("difficulty"),
                functions.max("difficulty"),
                functions.avg("difficulty"))
            .first();
    if (summary.getLong(0) == 0) {
      throw new RequestException(
          "'" + context.input(INPUT).reference() + "' gave no row with a difficulty",
          "option 'input'",
          "It has the columns " + Arrays.toString(rows.columns()) + ".");
    }
    refuseConflicts(own, arguments);
    return JobOutcome.empty()
        .count("rows", summary.getLong(0))
        .value("least", summary.getDouble(1))
        .value("most", summary.getDouble(2))
        .value("mean", summary.getDouble(3));
  }

  @Override
  public void check(JobArguments arguments, Faults faults) {
    DifficultyScore score = DifficultyScore.of(arguments.text(SCORE)).orElseThrow();
    boolean classifies = score == DifficultyScore.CLASSIFIER;
    if (score == DifficultyScore.LOSS && !arguments.has(MODEL)) {
      faults.add("--score loss has no --model", "", "Name the folder of a language model.");
    }
    if (classifies && arguments.has(MODEL) && arguments.has(COLUMN)) {
      faults.add("both --model and --column were given", "", "Give one of them.");
    }
    if (score == DifficultyScore.SUCCESS_RATE) {
      says(!arguments.isGiven(KEYS), KEYS, score, faults);
      if (arguments.has(RUN) && arguments.has(POLICY)) {
        faults.add("both --run and --policy were given", "", "Give one of them.");
      }
    } else {
      for (String name : List.of(ROWS, RUN, POLICY, SUCCESS_AT)) {
        says(!arguments.isGiven(name), name, score, faults);
      }
    }
    says(
        !arguments.has(MODEL) || classifies || score == DifficultyScore.LOSS, MODEL, score, faults);
    says(
        !arguments.has(COLUMN) || classifies || score == DifficultyScore.LEVEL,
        COLUMN,
        score,
        faults);
  }

  private static void says(boolean fits, String name, DifficultyScore score, Faults faults) {
    if (!fits) {
      faults.add("--" + name + " says nothing to --score " + score.label(), "", "Leave it out.");
    }
  }

  /** Refuses keys with several values: which of them is meant, nobody can tell. */
  private static void refuseConflicts(Dataset<Row> own, JobArguments arguments) {
    List<Row> conflicts =
        own.groupBy("row_key")
            .agg(
                functions.count("*").as("values"),
                functions.min("difficulty").as("least"),
                functions.max("difficulty").as("most"))
            .where("values > 1")
            .orderBy("row_key")
            .limit(1)
            .collectAsList();
    if (!conflicts.isEmpty()) {
      Row first = conflicts.get(0);
      throw new RequestException(
          "row "
              + first.getString(0)
              + " has "
              + first.getLong(1)
              + " values of --score "
              + arguments.text(SCORE)
              + ", from "
              + first.getDouble(2)
              + " to "
              + first.getDouble(3),
          "option 'input'",
          "Rows without row_id and doc_id are told apart by their texts: leave one of them, or"
              + " ingest them into a table.");
    }
  }
}
