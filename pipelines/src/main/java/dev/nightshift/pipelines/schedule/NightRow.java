package dev.nightshift.pipelines.schedule;

import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code nights}; the components are its columns.
 *
 * @param nightId {@link Night#id()}
 * @param schedule the schedule's name
 * @param fireTime when it was due
 * @param zone the schedule's time zone
 * @param trigger {@code calendar} or {@code manual}
 * @param pipeline the pipeline's file
 * @param outcome {@code DONE}, {@code FAILED} or {@code REFUSED}
 * @param message what a failed or refused night said
 * @param report path of the report
 * @param startedAt when it started
 * @param finishedAt when it ended
 */
public record NightRow(
    String nightId,
    String schedule,
    Instant fireTime,
    String zone,
    String trigger,
    String pipeline,
    String outcome,
    @Nullable String message,
    @Nullable String report,
    Instant startedAt,
    Instant finishedAt) {

  /** The date of the fire time in the schedule's zone, such as {@code 2026-11-21}. */
  public String date() {
    return fireTime.atZone(ZoneId.of(zone)).toLocalDate().toString();
  }
}
