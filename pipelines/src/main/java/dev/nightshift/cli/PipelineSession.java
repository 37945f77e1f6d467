package dev.nightshift.cli;

import dev.nightshift.pipelines.plan.PipelinePlan;
import dev.nightshift.pipelines.plan.PlannedStep;
import dev.nightshift.pipelines.run.PipelineResult;
import dev.nightshift.pipelines.run.PipelineRunner;
import dev.nightshift.pipelines.secret.SecretReferences;
import dev.nightshift.pipelines.spec.PipelineSpec;
import dev.nightshift.schema.error.ExitCode;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.WorkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** One pipeline from its file to its exit code. */
final class PipelineSession {

  private final Surroundings surroundings;
  private final PipelineOptions options;
  private final SecretReferences secrets;
  private final PreparedPipeline prepared;

  private PipelineSession(
      Surroundings surroundings,
      PipelineOptions options,
      SecretReferences secrets,
      PreparedPipeline prepared) {
    this.surroundings = surroundings;
    this.options = options;
    this.secrets = secrets;
    this.prepared = prepared;
  }

  /** Finds all faults before a session starts. */
  static PipelineSession prepare(
      Surroundings surroundings, Function<Faults, PipelineSpec> reader, PipelineOptions options) {
    SecretReferences secrets = new SecretReferences(surroundings.environment());
    LogFile.hide(secrets);
    PreparedPipeline prepared =
        PreparedPipeline.of(reader, options, surroundings.environment(), new Jobs(), secrets);
    return new PipelineSession(surroundings, options, secrets, prepared);
  }

  /** The folder of the lake. */
  String lake() {
    return prepared.configuration().lake();
  }

  /** Prints the plan. */
  int show() {
    PipelinePlan plan = prepared.plan();
    surroundings
        .out()
        .println(
            "pipeline "
                + plan.name()
                + ", seed "
                + plan.seed()
                + ", lake "
                + prepared.configuration().lake());
    for (PlannedStep step : plan.steps()) {
      surroundings
          .out()
          .println(
              step.name()
                  + " ("
                  + step.job().name()
                  + ")"
                  + (step.needs().isEmpty() ? "" : " after " + String.join(", ", step.needs())));
      step.options()
          .forEach(
              (name, setting) -> surroundings.out().println("    " + name + ": " + setting.text()));
    }
    plan.leftOut().forEach(step -> surroundings.out().println(step + " is left out by its 'when'"));
    return ExitCode.DONE.code();
  }

  /** Runs the plan and says how it ended. */
  ExitCode run(boolean force) {
    LogFile.start(surroundings, Path.of(lake(), "logs"));
    try (Workbench bench =
        Workbench.open(
            surroundings, lake(), prepared.configuration().master(), options.lake.conf)) {
      PipelineRunner runner =
          new PipelineRunner(
              bench.runner(secrets), bench.lake(), secrets, bench.progress(), surroundings.clock());
      PipelineResult result = runner.run(prepared.plan(), null, force);
      result.artifact("report").map(Path::of).ifPresent(this::print);
      result.throwIfFailed();
      return ExitCode.DONE;
    }
  }

  private void print(Path report) {
    try {
      Path table = Files.isDirectory(report) ? report.resolve("report.md") : report;
      surroundings.out().println();
      surroundings.out().print(Files.readString(table));
      surroundings.out().println();
    } catch (IOException e) {
      throw new WorkException("the report cannot be read: " + e, report.toString(), "", e);
    }
  }
}
