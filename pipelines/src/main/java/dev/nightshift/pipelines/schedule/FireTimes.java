package dev.nightshift.pipelines.schedule;

import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.TimeZone;
import org.quartz.CronExpression;

/**
 * The times of a schedule's calendar.
 *
 * <p>Quartz fires a missed trigger at the moment when it notices, and that moment is not the time
 * that was due. A night is named by the time that was due, so it is looked up here.
 */
final class FireTimes {

  private static final Duration FIRST_LOOK_BACK = Duration.ofHours(1);
  private static final Duration FARTHEST_LOOK_BACK = Duration.ofDays(366 * 8);

  private FireTimes() {}

  /** The latest time of the calendar that is not after an instant; empty if none in eight years. */
  static Optional<Instant> latestNotAfter(Schedule schedule, Instant instant) {
    CronExpression cron = cron(schedule);
    for (Duration back = FIRST_LOOK_BACK;
        back.compareTo(FARTHEST_LOOK_BACK) <= 0;
        back = back.multipliedBy(2)) {
      Optional<Instant> latest = latestBetween(cron, instant.minus(back), instant);
      if (latest.isPresent()) {
        return latest;
      }
    }
    return Optional.empty();
  }

  private static Optional<Instant> latestBetween(CronExpression cron, Instant from, Instant to) {
    Instant latest = null;
    Date next = cron.getTimeAfter(Date.from(from));
    while (next != null && !next.toInstant().isAfter(to)) {
      latest = next.toInstant();
      next = cron.getTimeAfter(next);
    }
    return Optional.ofNullable(latest);
  }

  private static CronExpression cron(Schedule schedule) {
    try {
      CronExpression cron = new CronExpression(schedule.cron());
      cron.setTimeZone(TimeZone.getTimeZone(schedule.zone()));
      return cron;
    } catch (ParseException e) {
      throw new IllegalArgumentException("a stored schedule was checked when it was made", e);
    }
  }
}
