package dev.nightshift.curation.spark;

import dev.nightshift.curation.expect.Distribution;
import dev.nightshift.curation.expect.Expectation;
import dev.nightshift.curation.expect.ExpectationFile;
import dev.nightshift.curation.expect.Measured;
import dev.nightshift.curation.expect.Outcome;
import dev.nightshift.curation.expect.Severity;
import dev.nightshift.runtime.job.Input;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.schema.error.Fault;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.GateRefusedException;
import dev.nightshift.schema.error.RequestException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Holds a table against what is expected of it, and stops the night where it is too far off (exit
 * code 3). What was measured goes to {@code metrics}; a later night compares its distributions with
 * those of the last runs of this job on the same table that were committed, so a night that was
 * stopped is no measure for the next one.
 */
public final class ExpectJob implements Job {

  @Override
  public String name() {
    return "expect";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Stops a night whose table misses expectations or drifts from the nights before";
  }

  @Override
  public String example() {
    return "--input table:curated --config expectations.yaml";
  }

  @Override
  public List<JobOption> options() {
    List<JobOption> options = new ArrayList<>();
    options.add(JobOption.required("input", OptionKind.INPUT, "Table to look at: table:NAME"));
    options.add(
        JobOption.optional(
            "config",
            OptionKind.INPUT,
            "YAML file of expectations (docs/command-line.md); it stands instead of the options"
                + " below"));
    options.addAll(ExpectOptions.ofChecks());
    return options;
  }

  @Override
  public JobOutcome run(JobContext context, JobArguments arguments) {
    if (!(context.input("input") instanceof Input.OfTable table)) {
      throw new RequestException(
          "'" + arguments.text("input") + "' is a file or folder, no table",
          "option 'input'",
          "Name a table of the lake as table:NAME.");
    }
    Dataset<Row> rows = context.read(table);
    Faults faults = new Faults();
    List<Expectation> expectations;
    if (arguments.has("config")) {
      SmallFile file = SmallFile.read(context, "config");
      expectations = ExpectationFile.read(file.text(), file.name(), faults);
    } else {
      expectations = ExpectOptions.expectations(arguments, rows.columns(), faults);
    }
    TableMeasurements measurements = new TableMeasurements(rows, table.table().name());
    measurements.check(expectations, faults);
    faults.throwIfAny();
    return judge(context, table, expectations, measurements);
  }

  private static JobOutcome judge(
      JobContext context,
      Input.OfTable table,
      List<Expectation> expectations,
      TableMeasurements measurements) {
    context.progress().line("expect: " + expectations.size() + " of " + table.reference());
    Map<Expectation.Bound, Double> bounds = measurements.bounds(expectations);
    ExpectHistory history = new ExpectHistory(context, table);
    Map<Measured, Distribution> distributions = new LinkedHashMap<>();
    List<Outcome> outcomes = new ArrayList<>();
    for (Expectation expectation : expectations) {
      if (expectation instanceof Expectation.Bound bound) {
        outcomes.add(Outcome.of(bound, bounds.getOrDefault(bound, Double.NaN)));
      } else if (expectation instanceof Expectation.Drift drift) {
        Distribution now = distributions.computeIfAbsent(drift.of(), measurements::distribution);
        List<Distribution> before = history.of(drift.of(), drift.history());
        if (before.isEmpty()) {
          context
              .progress()
              .line("expect: " + drift.name() + " has no earlier run to compare with");
        } else {
          outcomes.add(Outcome.of(drift, now.divergence(drift.divergence(), before)));
        }
      }
    }
    history.append(outcomes, distributions);
    return outcome(context, expectations, outcomes);
  }

  private static JobOutcome outcome(
      JobContext context, List<Expectation> expectations, List<Outcome> outcomes) {
    List<Fault> stops = new ArrayList<>();
    long warnings = 0;
    JobOutcome result = JobOutcome.empty();
    for (Outcome outcome : outcomes) {
      if (!Double.isNaN(outcome.value())) {
        result = result.value(outcome.expectation().name(), outcome.value());
      }
      if (outcome.missed() == Severity.STOP) {
        outcome.fault().ifPresent(stops::add);
      } else if (outcome.missed() == Severity.WARN) {
        warnings++;
        outcome.fault().ifPresent(f -> context.progress().line("expect: warning: " + f.line()));
      }
    }
    if (!stops.isEmpty()) {
      throw new GateRefusedException(stops);
    }
    return result
        .count("expectations", expectations.size())
        .count("compared", outcomes.size())
        .count("warnings", warnings);
  }
}
