package dev.nightshift.training.spark.difficulty;

import dev.nightshift.runtime.job.Input;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.lake.RunRecord;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.table.TableSchema;
import dev.nightshift.training.spark.ExampleReader;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The share of the answers to a prompt that failed, among the rollouts of one run (the newest,
 * where none is named) or of one policy. It is the difficulty of the prompt, or of all rows with
 * it.
 */
final class SuccessRate {

  private static final String DIFFICULTY = "difficulty";
  private static final String POLICY_DIGEST = "policy_digest";
  private static final String PROMPT = "prompt";
  private static final List<String> NEEDED = List.of("prompt_id", PROMPT, "reward", POLICY_DIGEST);

  private final JobContext context;
  private final JobArguments arguments;
  private final Dataset<Row> rollouts;

  SuccessRate(JobContext context, JobArguments arguments, Dataset<Row> rows) {
    this.context = context;
    this.arguments = arguments;
    Input input = context.input(DifficultyJob.INPUT);
    if (!Arrays.asList(rows.columns()).containsAll(NEEDED)) {
      throw new RequestException(
          "'"
              + input.reference()
              + "' holds no rollouts; it has "
              + String.join(", ", rows.columns()),
          "option 'input'",
          "Give table:rollouts.");
    }
    this.rollouts = rows;
  }

  /** What else decides the values. */
  String settings() {
    String of =
        arguments.has(DifficultyJob.POLICY)
            ? "policy " + arguments.text(DifficultyJob.POLICY)
            : "run " + run();
    return "reward >= " + arguments.number(DifficultyJob.SUCCESS_AT) + ", " + of;
  }

  /** The run whose rollouts count; empty where the input does not tell of runs. */
  private String run() {
    if (arguments.has(DifficultyJob.RUN)) {
      return arguments.text(DifficultyJob.RUN);
    }
    if (!(context.input(DifficultyJob.INPUT) instanceof Input.OfTable table)) {
      return "";
    }
    List<String> there = runs();
    return context.lake().runs().committed(table.table().runsVersion()).stream()
        .map(RunRecord::runId)
        .filter(there::contains)
        .reduce((older, newer) -> newer)
        .orElse("");
  }

  private List<String> runs() {
    return rollouts
        .select(TableSchema.RUN_ID)
        .distinct()
        .orderBy(TableSchema.RUN_ID)
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private Dataset<Row> chosen() {
    if (arguments.has(DifficultyJob.POLICY)) {
      return rollouts.where(
          rollouts.col(POLICY_DIGEST).equalTo(arguments.text(DifficultyJob.POLICY)));
    }
    String run = run();
    if (run.isEmpty()) {
      return rollouts;
    }
    if (!Arrays.asList(rollouts.columns()).contains(TableSchema.RUN_ID)) {
      throw new RequestException(
          "the rollouts tell of no runs", "option 'run'", "Leave out --run, or give --policy.");
    }
    return rollouts.where(rollouts.col(TableSchema.RUN_ID).equalTo(run));
  }

  /** Rows of {@code row_key} and {@code difficulty}. */
  Dataset<Row> values() {
    Dataset<Row> chosen = chosen();
    if (chosen.isEmpty()) {
      String wanted =
          arguments.has(DifficultyJob.POLICY) ? DifficultyJob.POLICY : DifficultyJob.RUN;
      throw new RequestException(
          "'"
              + context.input(DifficultyJob.INPUT).reference()
              + "' has no rollouts of that "
              + wanted,
          "option '" + wanted + "'",
          "Name one of its runs or policies, or neither for the newest run.");
    }
    Column failed =
        functions
            .when(functions.col("reward").geq(arguments.number(DifficultyJob.SUCCESS_AT)), 0.0)
            .otherwise(1.0);
    if (!arguments.has(DifficultyJob.ROWS)) {
      return chosen
          .groupBy(functions.col("prompt_id").as(KeyedTexts.KEY))
          .agg(functions.avg(failed).as(DIFFICULTY));
    }
    Dataset<Row> rates = chosen.groupBy(PROMPT).agg(functions.avg(failed).as(DIFFICULTY));
    KeyedTexts rows =
        KeyedTexts.of(
            new ExampleReader(context).rows(DifficultyJob.ROWS),
            context.input(DifficultyJob.ROWS),
            DifficultyJob.ROWS,
            arguments,
            false);
    return rows.keyed(rows.column(PROMPT, DifficultyJob.ROWS), PROMPT)
        .join(rates, PROMPT)
        .select(KeyedTexts.KEY, DIFFICULTY);
  }
}
