package dev.nightshift.training.spark.federated;

import dev.nightshift.inference.checkpoint.FolderSwap;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.runtime.lake.RunRecord;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.table.LakeTables;
import dev.nightshift.training.spark.OptionChecks;
import dev.nightshift.training.spark.TrainingFlow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;

/**
 * Computes a round of a committed run of federated averaging again, from the newest state before it
 * that its model keeps, and compares the digest of the parameters with the row of {@code rounds}.
 * Makes nothing.
 */
public final class ReplayRoundJob implements Job {

  private static final String MODEL = "model";
  private static final String ROUND = "round";

  @Override
  public String name() {
    return "replay-round";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "compute a round of federated averaging again and compare it with the lake";
  }

  @Override
  public String example() {
    return "--model lake/models/federate-0123456789abcdef --round 40";
  }

  @Override
  public List<JobOption> options() {
    return List.of(
        JobOption.required(MODEL, OptionKind.INPUT, "Folder of the model that the run published"),
        JobOption.required(ROUND, OptionKind.INTEGER, "The round, from 1"),
        JobOption.optional(
            FederateOptions.SECRET_SOURCE,
            OptionKind.EXECUTION,
            "env:NAME or file:PATH of the run's secret; by default the place that the run had"),
        JobOption.of(
            FederateOptions.PARTITIONS,
            OptionKind.EXECUTION,
            "0",
            "Tasks of a round, the result is the same for any; 0 for two for each core"));
  }

  @Override
  public void check(JobArguments arguments, Faults faults) {
    OptionChecks checks = new OptionChecks(arguments, faults);
    checks.atLeast(ROUND, 1);
    checks.execution(FederateOptions.PARTITIONS, 0);
  }

  @Override
  public JobOutcome run(JobContext context, JobArguments arguments) {
    Faults faults = new Faults();
    check(arguments, faults);
    faults.throwIfAny();
    Path model = Path.of(arguments.text(MODEL)).toAbsolutePath().normalize();
    long round = arguments.integer(ROUND);
    RunRecord run = runOf(context, model);
    FederatedJob job = jobOf(run);
    Map<Long, FederatedReplay.States> rows = rows(context, run);
    if (!rows.containsKey(round)) {
      throw new RequestException(
          "run " + run.runId() + " has the rounds 1 to " + rows.size() + ", and none " + round,
          "option '" + ROUND + "'",
          "Give one of these.");
    }
    ReplayContext then = new ReplayContext(context, run, faults);
    JobArguments options = options(job, run, arguments, faults);
    faults.throwIfAny();
    Path work = context.workFolder();
    return TrainingFlow.files(
        "job " + name(),
        work,
        () -> {
          long from = replay(then, job, options, model, round, rows);
          FolderSwap.delete(work);
          context
              .progress()
              .line(
                  "round "
                      + round
                      + " of run "
                      + run.runId()
                      + " is equal: state_after is "
                      + Objects.requireNonNull(rows.get(round)).after());
          return JobOutcome.empty().count("round", round).count("rounds-computed", round - from);
        });
  }

  private static long replay(
      JobContext then,
      FederatedJob job,
      JobArguments options,
      Path model,
      long round,
      Map<Long, FederatedReplay.States> rows)
      throws IOException {
    return FederatedRun.replay(
        then, job.rounds(then, options), EarlierRun.stateOf(model), round, rows);
  }

  private static RunRecord runOf(JobContext context, Path model) {
    return context.lake().runs().committed(context.lake().runs().version()).stream()
        .filter(run -> run.artifacts().containsValue(model.toString()))
        .reduce((earlier, later) -> later)
        .orElseThrow(
            () ->
                new RequestException(
                    "no committed run of this lake published '" + model + "'",
                    "option '" + MODEL + "'",
                    "Give the folder that the run named, and its lake."));
  }

  private static FederatedJob jobOf(RunRecord run) {
    FederatedJob job =
        Stream.of(new FederateJob(), new FederateQualityJob())
            .map(FederatedJob.class::cast)
            .filter(each -> each.name().equals(run.job()))
            .findFirst()
            .orElseThrow(
                () ->
                    new RequestException(
                        "run " + run.runId() + " is of job " + run.job() + ", which has no rounds",
                        "option '" + MODEL + "'",
                        "Give a model of job federate or federate-quality."));
    if (job.version() != run.jobVersion()) {
      throw new RequestException(
          "run "
              + run.runId()
              + " is of version "
              + run.jobVersion()
              + " of job "
              + run.job()
              + ", and this is version "
              + job.version(),
          "option '" + MODEL + "'",
          "Use the version of Nightshift that made it.");
    }
    return job;
  }

  private static JobArguments options(
      FederatedJob job, RunRecord run, JobArguments arguments, Faults faults) {
    Map<String, String> given = new LinkedHashMap<>(run.parameters());
    for (String own : List.of(FederateOptions.SECRET_SOURCE, FederateOptions.PARTITIONS)) {
      arguments.find(own).ifPresent(value -> given.put(own, value));
    }
    return JobArguments.check(job, given, "run " + run.runId(), faults);
  }

  private static Map<Long, FederatedReplay.States> rows(JobContext context, RunRecord run) {
    Map<Long, FederatedReplay.States> rows = new TreeMap<>();
    for (Row row :
        context
            .lake()
            .ownRows(LakeTables.ROUNDS.name(), run.runId())
            .select("round", "state_before", "state_after")
            .collectAsList()) {
      rows.put(row.getLong(0), new FederatedReplay.States(row.getString(1), row.getString(2)));
    }
    return rows;
  }
}
