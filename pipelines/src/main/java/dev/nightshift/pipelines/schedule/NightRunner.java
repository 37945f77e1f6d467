package dev.nightshift.pipelines.schedule;

import dev.nightshift.pipelines.run.PipelineResult;
import dev.nightshift.schema.error.ExitCode;
import dev.nightshift.schema.error.Fault;
import dev.nightshift.schema.error.NightshiftException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each night one outcome.
 *
 * <p>Before the work the committed outcome is looked for, and after it the outcome is committed
 * under the night's id. A second fire finds the first one's outcome; a crash in between leaves
 * none, and the recovered fire skips the steps that were done. Two fires at the same moment, which
 * the job store's locks prevent, would still do each step once and commit one row.
 */
public final class NightRunner {

  private static final Logger LOG = LoggerFactory.getLogger(NightRunner.class);

  private final NightWork work;
  private final Clock clock;
  private final AtomicBoolean stopping = new AtomicBoolean();

  public NightRunner(NightWork work, Clock clock) {
    this.work = work;
    this.clock = clock;
  }

  /** From now on no outcome is committed: what fails now fails because the process ends. */
  public void stop() {
    stopping.set(true);
  }

  /**
   * Runs a night, unless it has its outcome.
   *
   * @return the committed outcome; empty if the process is stopping and the night has to run again
   */
  public Optional<NightRow> run(Night night) {
    NightLog log = work.log(night.schedule());
    Optional<NightRow> before = log.find(night.id());
    if (before.isPresent()) {
      LOG.info("night {} of {} has its outcome already", night.fireTime(), night.schedule().name());
      return before;
    }
    Instant start = clock.instant();
    NightRow row;
    try {
      PipelineResult result = work.run(night);
      row =
          row(
              night,
              outcome(result.exitCode()),
              result.faults(),
              result.artifact("report").orElse(null),
              start);
    } catch (NightshiftException e) {
      row = row(night, outcome(e.exitCode()), e.faults(), null, start);
    } catch (RuntimeException e) {
      LOG.error("night {} of {} failed", night.fireTime(), night.schedule().name(), e);
      row = row(night, "FAILED", List.of(Fault.of("unexpected " + e)), null, start);
    }
    if (stopping.get()) {
      LOG.info("night {} of {} will run again", night.fireTime(), night.schedule().name());
      return Optional.empty();
    }
    try {
      log.commit(row);
    } catch (RuntimeException e) {
      if (stopping.get()) {
        return Optional.empty();
      }
      throw e;
    }
    return Optional.of(row);
  }

  private NightRow row(
      Night night, String outcome, List<Fault> faults, @Nullable String report, Instant start) {
    String message = faults.stream().map(Fault::line).collect(Collectors.joining("\n"));
    return new NightRow(
        night.id(),
        night.schedule().name(),
        night.fireTime(),
        night.schedule().zone().getId(),
        night.trigger().column(),
        night.schedule().pipeline(),
        outcome,
        message.isEmpty() ? null : message,
        report,
        start,
        clock.instant());
  }

  private static String outcome(ExitCode code) {
    return switch (code) {
      case DONE -> "DONE";
      case GATE_REFUSED -> "REFUSED";
      case WORK_FAILED, BAD_REQUEST -> "FAILED";
    };
  }
}
