package dev.nightshift.pipelines.run;

import dev.nightshift.schema.error.ExitCode;
import dev.nightshift.schema.error.Fault;
import dev.nightshift.schema.error.GateRefusedException;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.error.WorkException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a pipeline ended.
 *
 * @param pipeline its name
 * @param steps in the order of running
 * @param elapsed wall time
 */
public record PipelineResult(String pipeline, List<StepResult> steps, Duration elapsed) {

  public PipelineResult {
    steps = List.copyOf(steps);
  }

  /** The exit code: work that failed weighs more than a wrong request, and that than a gate. */
  public ExitCode exitCode() {
    for (ExitCode code :
        List.of(ExitCode.WORK_FAILED, ExitCode.BAD_REQUEST, ExitCode.GATE_REFUSED)) {
      if (failures().stream().anyMatch(f -> f.exitCode() == code)) {
        return code;
      }
    }
    return ExitCode.DONE;
  }

  /** The steps that ended badly. */
  public List<StepResult.Failed> failures() {
    List<StepResult.Failed> failures = new ArrayList<>();
    for (StepResult step : steps) {
      if (step instanceof StepResult.Failed failed) {
        failures.add(failed);
      }
    }
    return failures;
  }

  /** All faults of all steps. */
  public List<Fault> faults() {
    return failures().stream().flatMap(f -> f.faults().stream()).toList();
  }

  /** The path of an artifact that some step made: of the last step that made one of that name. */
  public Optional<String> artifact(String name) {
    Optional<String> found = Optional.empty();
    for (StepResult step : steps) {
      if (step instanceof StepResult.Done done) {
        String path = done.report().outcome().artifacts().get(name);
        found = path == null ? found : Optional.of(path);
      }
    }
    return found;
  }

  /** Throws what the exit code says, with all faults, if a step ended badly. */
  public void throwIfFailed() {
    switch (exitCode()) {
      case DONE -> {}
      case WORK_FAILED -> throw new WorkException(faults());
      case BAD_REQUEST -> throw new RequestException(faults());
      case GATE_REFUSED -> throw new GateRefusedException(faults());
    }
  }
}
