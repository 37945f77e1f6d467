package dev.nightshift.pipelines.run;

import dev.nightshift.runtime.job.RunReport;
import dev.nightshift.schema.error.ExitCode;
import dev.nightshift.schema.error.Fault;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a step ended. */
public sealed interface StepResult {

  /** The step's name. */
  String step();

  /**
   * The step did its work now, or had done it before with the same inputs and options.
   *
   * @param report what its run wrote and said
   */
  record Done(String step, RunReport report) implements StepResult {}

  /**
   * The step ended badly.
   *
   * @param faults what was wrong
   * @param exitCode whose fault it is
   */
  record Failed(String step, List<Fault> faults, ExitCode exitCode) implements StepResult {
    public Failed {
      faults = List.copyOf(faults);
    }
  }

  /**
   * The step did not start.
   *
   * @param because the step that ended badly or did not start itself
   */
  record NotRun(String step, String because) implements StepResult {}

  /** The report of a step that is done; null for others. */
  default @Nullable RunReport reportOrNull() {
    return this instanceof Done done ? done.report() : null;
  }
}
