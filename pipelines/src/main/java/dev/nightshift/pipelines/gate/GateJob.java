package dev.nightshift.pipelines.gate;

import dev.nightshift.pipelines.registry.ModelFolder;
import dev.nightshift.runtime.job.Input;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.GateRefusedException;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.identity.Digest;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;

/** Refuses a model whose scores do not meet the conditions; a refusal ends with exit code 3. */
public final class GateJob implements Job {

  @Override
  public String name() {
    return "gate";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Refuses a model whose scores do not meet conditions";
  }

  @Override
  public String example() {
    return "--model lake/out/dpo --require \"arithmetic.exact_match >= 0.4\"";
  }

  @Override
  public List<JobOption> options() {
    return List.of(
        JobOption.required("model", OptionKind.INPUT, "Folder of the model to judge."),
        JobOption.optional(
            "baseline", OptionKind.INPUT, "Folder of the model that 'baseline' stands for."),
        JobOption.required(
            "require",
            OptionKind.TEXT,
            "Conditions, separated by commas: " + Condition.FORMS + "."),
        JobOption.of("results", OptionKind.INPUT, "table:results", "The table of the scores."));
  }

  @Override
  public JobOutcome run(JobContext context, JobArguments arguments) {
    Faults faults = new Faults();
    List<Condition> conditions =
        Condition.parseAll(arguments.text("require"), "option 'require'", faults);
    if (!(context.input("results") instanceof Input.OfTable results)) {
      throw new RequestException(
          "'" + arguments.text("results") + "' is no table",
          "option 'results'",
          "Write table:results, or table:results@VERSION.");
    }
    faults.throwIfAny();
    String model = ModelFolder.of(context.input("model"), "model").digest().model();
    String baseline =
        arguments.has("baseline")
            ? ModelFolder.of(context.input("baseline"), "baseline").digest().model()
            : null;
    List<Measurement> scores = scores(context.read(results), model, baseline);
    Gate.Verdict verdict = new Gate(scores, model, baseline).judge(conditions, faults);
    faults.throwIfAny();
    if (!verdict.refusals().isEmpty()) {
      throw new GateRefusedException(verdict.refusals());
    }
    JobOutcome outcome = JobOutcome.empty().count("conditions", conditions.size());
    for (Map.Entry<String, Double> measured : verdict.measured().entrySet()) {
      outcome = outcome.value(measured.getKey(), measured.getValue());
    }
    return outcome;
  }

  private static List<Measurement> scores(
      Dataset<Row> results, String model, @Nullable String baseline) {
    Dataset<Row> wanted =
        results
            .where(functions.col("model_digest").isin(model, baseline == null ? model : baseline))
            .select(
                "model_digest",
                "task",
                "metric",
                "filter",
                "task_digest",
                "layout",
                "num_fewshot",
                "settings_digest",
                "value",
                "stderr",
                "ci_low",
                "ci_high",
                "n");
    return wanted.collectAsList().stream().map(GateJob::measurement).toList();
  }

  private static Measurement measurement(Row row) {
    return new Measurement(
        row.getString(0),
        row.getString(1),
        row.getString(2),
        row.getString(3),
        Digest.start()
            .add(row.getString(4))
            .add(row.getString(5))
            .add(row.getInt(6))
            .add(row.getString(7))
            .hex(),
        row.getDouble(8),
        number(row, 9),
        number(row, 10),
        number(row, 11),
        row.getLong(12));
  }

  private static @Nullable Double number(Row row, int column) {
    return row.isNullAt(column) ? null : row.getDouble(column);
  }
}
