package dev.nightshift.pipelines.schedule;

import dev.nightshift.schema.identity.Digest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One due run of a schedule.
 *
 * @param schedule whose
 * @param fireTime when it was due by the calendar, or when it was asked for
 * @param trigger who fired it
 */
public record Night(Schedule schedule, Instant fireTime, Trigger trigger) {

  /** Who fires nights. */
  public enum Trigger {
    CALENDAR("calendar"),
    MANUAL("manual");

    private final String column;

    Trigger(String column) {
      this.column = column;
    }

    /** The value in the table {@code nights}. */
    public String column() {
      return column;
    }
  }

  public Night {
    fireTime = fireTime.truncatedTo(ChronoUnit.MILLIS);
  }

  /**
   * The night's name: equal for every fire of one schedule at one time. A triggered run is outside
   * of the calendar, and its name with it.
   */
  public String id() {
    return Digest.start()
        .add("night")
        .add(trigger.column())
        .add(schedule.name())
        .add(fireTime.toEpochMilli())
        .hex();
  }
}
