package dev.nightshift.training.spark;

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
                + " rollouts; level of people; classifier: any column of numbers"),
        JobOption.optional(
            NAME, OptionKind.TEXT, "Name of the score in the table; by default that of --score"),
        JobOption.optional(
            MODEL, OptionKind.INPUT, "Folder of the reference model, for --score loss"),
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
            SUCCESS_AT, OptionKind.NUMBER, ".5", "Least reward of an answer that is a success"));
  }

  @Override
  public JobOutcome run(JobContext context, JobArguments arguments) {
    DifficultyScore score = DifficultyScore.of(arguments.text(SCORE)).orElseThrow();
    Faults faults = new Faults();
    if (score == DifficultyScore.LOSS && !arguments.has(MODEL)) {
      faults.add("--score loss has no --model", "", "Name the folder of a language model.");
    }
    if (arguments.has(MODEL) && !(context.input(MODEL) instanceof Input.OfFiles)) {
      faults.add("--model names a table", "", "Name a folder.");
    }
    faults.throwIfAny();
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
            .dropDuplicates("row_key")
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
    return JobOutcome.empty()
        .count("rows", summary.getLong(0))
        .value("least", summary.getDouble(1))
        .value("most", summary.getDouble(2))
        .value("mean", summary.getDouble(3));
  }
}
