package dev.nightshift.cli;

import dev.nightshift.pipelines.schedule.Planned;
import dev.nightshift.pipelines.schedule.Schedules;
import dev.nightshift.schema.error.ExitCode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code schedule list}. */
@Command(name = "list", description = "List the schedules and when they are due next.")
final class ScheduleListCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Mixin private StoreOptions store = new StoreOptions();

  ScheduleListCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    try (Schedules schedules = store.open(surroundings)) {
      schedules.list().forEach(p -> surroundings.out().println(line(p)));
      surroundings
          .out()
          .println(schedules.isServed() ? "a service is running" : "no service is running");
    }
    return ExitCode.DONE.code();
  }

  static String line(Planned planned) {
    Instant next = planned.next();
    String due =
        planned.paused()
            ? "paused"
            : next == null
                ? "never due again"
                : "next "
                    + next.atZone(planned.schedule().zone())
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toOffsetDateTime();
    return String.join(
        "  ",
        planned.schedule().name(),
        "\"" + planned.schedule().cron() + "\"",
        planned.schedule().zone().getId(),
        due,
        planned.schedule().pipeline());
  }
}
