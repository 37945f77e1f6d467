package dev.nightshift.pipelines.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.schema.error.Fault;
import dev.nightshift.schema.error.Faults;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FireTimesTest {

  private static Schedule schedule(String cron, String zone) {
    return new Schedule("s", cron, ZoneId.of(zone), "p.yaml", Map.of(), List.of());
  }

  private static Instant latest(String cron, String zone, String at) {
    return FireTimes.latestNotAfter(schedule(cron, zone), Instant.parse(at)).orElseThrow();
  }

  @Test
  void readsTheExpressionInTheZoneOfTheSchedule() {
    String two = "0 0 2 * * ?";
    assertThat(latest(two, "UTC", "2026-11-21T08:30:00Z")).isEqualTo("2026-11-21T02:00:00Z");
    assertThat(latest(two, "Europe/Berlin", "2026-11-21T08:30:00Z"))
        .isEqualTo("2026-11-21T01:00:00Z");
    assertThat(latest(two, "America/New_York", "2026-11-21T06:59:59Z"))
        .isEqualTo("2026-11-20T07:00:00Z");
    assertThat(latest(two, "UTC", "2026-11-21T02:00:00Z")).isEqualTo("2026-11-21T02:00:00Z");
  }

  @Test
  void followsTheClocksOfSummerAndWinter() {
    assertThat(latest("0 0 3 * * ?", "Europe/Berlin", "2026-07-01T12:00:00Z"))
        .isEqualTo("2026-07-01T01:00:00Z");
    assertThat(latest("0 0 3 * * ?", "Europe/Berlin", "2026-12-01T12:00:00Z"))
        .isEqualTo("2026-12-01T02:00:00Z");
  }

  @Test
  void findsRareTimesAndSaysWhenThereIsNone() {
    assertThat(latest("0 0 0 29 2 ?", "UTC", "2026-11-21T00:00:00Z"))
        .isEqualTo("2024-02-29T00:00:00Z");
    assertThat(
            FireTimes.latestNotAfter(
                schedule("0 0 0 1 1 ? 2099", "UTC"), Instant.parse("2026-11-21T00:00:00Z")))
        .isEmpty();
  }

  @Test
  void aNightIsNamedByScheduleTimeAndTrigger() {
    Schedule a = schedule("0 0 2 * * ?", "UTC");
    Instant at = Instant.parse("2026-11-21T02:00:00Z");
    String id = new Night(a, at, Night.Trigger.CALENDAR).id();

    // An edit of the expression or the pipeline does not rename the nights that were.
    Schedule edited = new Schedule("s", "0 0 * * * ?", a.zone(), "q.yaml", Map.of(), List.of());
    assertThat(new Night(edited, at, Night.Trigger.CALENDAR).id()).isEqualTo(id);
    assertThat(new Night(a, at, Night.Trigger.MANUAL).id()).isNotEqualTo(id);
    assertThat(new Night(a, at.plusSeconds(1), Night.Trigger.CALENDAR).id()).isNotEqualTo(id);
  }

  @Test
  void tellsAllFaultsOfASchedule() {
    Faults faults = new Faults();

    assertThat(Schedule.of("Night 1", "0 0 2 * *", "Mars/Base", "p", Map.of(), List.of(), faults))
        .isEmpty();
    assertThat(faults.list())
        .extracting(Fault::where)
        .containsExactly("--name", "--cron", "--zone");
    assertThat(faults.list().get(1).problem()).startsWith("'0 0 2 * *' is no cron expression: ");
    assertThat(faults.list().get(2).line())
        .isEqualTo("--zone: 'Mars/Base' is no time zone. Such as: Europe/Berlin, or UTC.");
  }

  @Test
  void survivesTheStore() {
    Schedule schedule =
        new Schedule(
            "s",
            "0 0 2 * * ?",
            ZoneId.of("Asia/Tokyo"),
            "/p.yaml",
            Map.of("seed", "7", "config-file", "/c.yaml"),
            List.of("b=2", "a=1"));

    assertThat(Schedule.ofStored("s", schedule.stored())).isEqualTo(schedule);
  }
}
