package dev.nightshift.cli;

import dev.nightshift.pipelines.schedule.Night;
import dev.nightshift.pipelines.schedule.NightRow;
import dev.nightshift.pipelines.schedule.NightRunner;
import dev.nightshift.pipelines.schedule.Schedule;
import dev.nightshift.pipelines.schedule.Schedules;
import dev.nightshift.schema.error.ExitCode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code schedule trigger}. */
@Command(
    name = "trigger",
    description =
        "Run a schedule's pipeline now, outside of its calendar: in the service if one is running,"
            + " else in this process.")
final class ScheduleTriggerCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Mixin private StoreOptions store = new StoreOptions();

  @Option(names = "--name", required = true, paramLabel = "NAME", description = "The schedule.")
  private String name = "";

  @Option(names = "--master", paramLabel = "URL", description = "As for 'run'.")
  @Nullable String master;

  ScheduleTriggerCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Instant now = surroundings.clock().instant();
    Schedule schedule;
    try (Schedules schedules = store.open(surroundings)) {
      schedule = schedules.find(name);
      if (schedules.isServed()) {
        schedules.trigger(name, now);
        surroundings
            .out()
            .println("left to the service; './nightshift schedule history' will show how it ends");
        return ExitCode.DONE.code();
      }
    }
    try (NightlyWork work =
        new NightlyWork(surroundings, store.lake, Optional.ofNullable(master), Map.of())) {
      NightRunner runner = new NightRunner(work, surroundings.clock());
      Optional<NightRow> row = runner.run(new Night(schedule, now, Night.Trigger.MANUAL));
      row.ifPresent(r -> surroundings.out().println(ScheduleHistoryCommand.line(r)));
      return row.map(ScheduleTriggerCommand::code).orElse(ExitCode.WORK_FAILED).code();
    }
  }

  private static ExitCode code(NightRow row) {
    return switch (row.outcome()) {
      case "DONE" -> ExitCode.DONE;
      case "REFUSED" -> ExitCode.GATE_REFUSED;
      default -> ExitCode.WORK_FAILED;
    };
  }
}
