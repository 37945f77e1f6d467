package dev.nightshift.pipelines.run;

import dev.nightshift.pipelines.plan.PipelinePlan;
import dev.nightshift.pipelines.plan.PlannedStep;
import dev.nightshift.pipelines.secret.SecretReferences;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobRunner;
import dev.nightshift.runtime.job.RunReport;
import dev.nightshift.runtime.job.RunRequest;
import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.runtime.progress.Progress;
import dev.nightshift.schema.error.ExitCode;
import dev.nightshift.schema.error.Fault;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.NightshiftException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the steps of a plan in one process, one after the other.
 *
 * <p>A step that ends badly stops the steps that need it; the others still run, so that a morning
 * report tells of a refused model. Nothing is remembered here: a rerun after a kill asks each
 * step's job again, and the runs of the lake answer that a finished one is unchanged.
 */
public final class PipelineRunner {

  private static final Logger LOG = LoggerFactory.getLogger(PipelineRunner.class);

  private final JobRunner jobs;
  private final StepFolder folders;
  private final SecretReferences secrets;
  private final Progress progress;
  private final Clock clock;

  public PipelineRunner(
      JobRunner jobs, Lake lake, SecretReferences secrets, Progress progress, Clock clock) {
    this.jobs = jobs;
    this.folders = new StepFolder(lake);
    this.secrets = secrets;
    this.progress = progress;
    this.clock = clock;
  }

  /**
   * Runs.
   *
   * @param plan what to run
   * @param night the night that the runs belong to; null for none
   * @param force whether unchanged steps run again
   * @return how it ended, well or badly
   */
  public PipelineResult run(PipelinePlan plan, @Nullable String night, boolean force) {
    Instant start = clock.instant();
    StepLines lines = new StepLines(plan.steps().stream().map(PlannedStep::name).toList());
    StepValues values = new StepValues();
    Map<String, StepResult> results = new LinkedHashMap<>();
    for (int i = 0; i < plan.steps().size(); i++) {
      PlannedStep step = plan.steps().get(i);
      Optional<String> blocked =
          step.needs().stream()
              .filter(n -> !(results.get(n) instanceof StepResult.Done))
              .findFirst();
      StepResult result;
      if (blocked.isPresent()) {
        progress.line(lines.notRun(i + 1, step.name(), blocked.get()));
        result = new StepResult.NotRun(step.name(), blocked.get());
      } else {
        progress.line(lines.started(i + 1, step.name(), step.job().name()));
        RunRequest request = new RunRequest(plan.seed(), plan.name(), step.name(), night, force);
        result = run(step, values, request);
        report(lines, i + 1, result, values);
      }
      results.put(step.name(), result);
    }
    return new PipelineResult(
        plan.name(), new ArrayList<>(results.values()), Duration.between(start, clock.instant()));
  }

  private StepResult run(PlannedStep step, StepValues values, RunRequest request) {
    try {
      Faults faults = new Faults();
      Map<String, String> given = values.fill(step.options(), faults);
      faults.throwIfAny();
      folders.fill(step.name(), step.job(), given, request.seed(), request.force());
      JobArguments arguments =
          JobArguments.check(step.job(), given, name -> place(step, name), faults);
      faults.throwIfAny();
      RunReport report = jobs.run(step.job(), arguments.withSecrets(secrets::resolve), request);
      return new StepResult.Done(step.name(), report);
    } catch (NightshiftException e) {
      LOG.error("step {} of {} ended badly: {}", step.name(), request.pipeline(), e.getMessage());
      return new StepResult.Failed(step.name(), redacted(e.faults()), e.exitCode());
    } catch (RuntimeException e) {
      LOG.error("step {} of {} failed", step.name(), request.pipeline(), e);
      Fault fault =
          Fault.of(
              "step '" + step.name() + "' failed: " + firstLine(e),
              step.place().toString(),
              "The log has the trace.");
      return new StepResult.Failed(step.name(), redacted(List.of(fault)), ExitCode.WORK_FAILED);
    }
  }

  private void report(StepLines lines, int number, StepResult result, StepValues values) {
    if (result instanceof StepResult.Done done) {
      values.put(done.step(), done.report());
      progress.line(secrets.redact(lines.ended(number, done.step(), done.report())));
    } else if (result instanceof StepResult.Failed failed) {
      progress.line(
          failed.exitCode() == ExitCode.GATE_REFUSED
              ? lines.refused(number, failed.step())
              : lines.failed(number, failed.step()));
    }
  }

  private static String place(PlannedStep step, String option) {
    var setting = step.options().get(option);
    return (setting == null ? step.place() : setting.place()).toString();
  }

  private List<Fault> redacted(List<Fault> faults) {
    return faults.stream()
        .map(
            f ->
                new Fault(
                    secrets.redact(f.problem()),
                    secrets.redact(f.where()),
                    secrets.redact(f.remedy())))
        .toList();
  }

  private static String firstLine(Throwable e) {
    String message = String.valueOf(e.getMessage());
    return e.getClass().getSimpleName() + ": " + message.lines().findFirst().orElse("");
  }
}
