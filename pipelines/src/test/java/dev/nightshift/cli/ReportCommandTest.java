package dev.nightshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.pipelines.schedule.NightRow;
import dev.nightshift.runtime.lake.RunRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportCommandTest {

  private static Instant hour(int hour) {
    return Instant.parse("2026-11-20T00:00:00Z").plusSeconds(hour * 3600L);
  }

  private static NightRow night(String id, String schedule, int end) {
    return new NightRow(
        id,
        schedule,
        hour(end - 1),
        "UTC",
        "calendar",
        "/p.yaml",
        "DONE",
        null,
        null,
        hour(end - 1),
        hour(end));
  }

  private static RunRecord run(String id, String pipeline, String night, int end) {
    return new RunRecord(
        "evaluate",
        1,
        id,
        RunRecord.COMMITTED,
        pipeline,
        "step",
        night,
        Map.of(),
        0L,
        List.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(),
        "test",
        hour(end - 1),
        hour(end),
        null,
        id);
  }

  private static final List<NightRow> NIGHTS =
      List.of(
          night("n3", "nightly", 30),
          night("h1", "hourly", 20),
          night("n2", "nightly", 10),
          night("n1", "nightly", 5));

  private static final List<RunRecord> RUNS =
      List.of(
          run("first", "tutor", "n1", 4),
          run("second", "tutor", "n2", 9),
          run("by-hand", "tutor", null, 9),
          run("other", "drift", "h1", 8),
          run("later", "tutor", "n3", 29));

  private static List<String> runsOf(NightRow night) {
    return NightRuns.of(night, NIGHTS, RUNS).stream().map(RunRecord::runId).toList();
  }

  @Test
  void aNightsReportRestsOnItsOwnPipelineAsItStoodThen() {
    assertThat(runsOf(NIGHTS.get(2))).containsExactly("first", "second", "by-hand");
    assertThat(runsOf(NIGHTS.get(1))).containsExactly("other");
  }

  @Test
  void aNightWithAllStepsUnchangedIsThatOfTheScheduleBefore() {
    List<RunRecord> unchanged = RUNS.subList(0, 4);

    assertThat(NightRuns.of(NIGHTS.get(0), NIGHTS, unchanged))
        .extracting(RunRecord::runId)
        .containsExactly("first", "second", "by-hand");
  }
}
