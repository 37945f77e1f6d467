package dev.nightshift.runtime.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {

  private static final class Set extends Clock {
    private Instant now = Instant.EPOCH;

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }

    void pass(Duration time) {
      now = now.plus(time);
    }
  }

  private final Set clock = new Set();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  private String shown() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void plainLinesComeEveryFewSeconds() {
    Progress progress = new ConsoleProgress(out, clock, false);
    try (Progress.Task task = progress.start("ingest", "rows", 4000)) {
      task.at(1, "");
      clock.pass(Duration.ofSeconds(5));
      task.at(1000, "loss 2.5");
      task.at(1001, "");
      clock.pass(Duration.ofSeconds(5));
      task.at(4000, "");
    }
    assertThat(shown().lines())
        .containsExactly(
            "ingest: 1,000 of 4,000 rows, 5.0 s, 200.0 rows/s, loss 2.5",
            "ingest: 4,000 of 4,000 rows, 10.0 s, 400.0 rows/s",
            "ingest: 4,000 of 4,000 rows, 10.0 s, 400.0 rows/s");
  }

  @Test
  void terminalHasABarThatGivesWayToLines() {
    Progress progress = new ConsoleProgress(out, clock, true);
    Progress.Task task = progress.start("train", "steps", 24);
    clock.pass(Duration.ofSeconds(1));
    task.at(6, "");
    progress.line("a line");
    task.close();
    assertThat(shown())
        .startsWith("\r\u001b[Ktrain [######------------------] 6 of 24 steps, 1.0 s, 6.0 steps/s")
        .contains("\r\u001b[Ka line\n")
        .endsWith("train: 6 of 24 steps, 1.0 s, 6.0 steps/s\n");
  }

  @Test
  void unknownTotalIsLeftOut() {
    Progress progress = new ConsoleProgress(out, clock, false);
    Progress.Task task = progress.start("read", "files", -1);
    clock.pass(Duration.ofSeconds(10));
    task.at(5, "");
    assertThat(shown()).isEqualTo("read: 5 files, 10.0 s, 0.5 files/s\n");
  }
}
