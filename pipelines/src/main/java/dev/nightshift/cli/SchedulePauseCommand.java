package dev.nightshift.cli;

import dev.nightshift.pipelines.schedule.Schedules;
import dev.nightshift.schema.error.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code schedule pause}. */
@Command(name = "pause", description = "Let a schedule wait until it is resumed.")
final class SchedulePauseCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Mixin private StoreOptions store = new StoreOptions();

  @Option(names = "--name", required = true, paramLabel = "NAME", description = "The schedule.")
  private String name = "";

  SchedulePauseCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    try (Schedules schedules = store.open(surroundings)) {
      schedules.pause(name);
    }
    surroundings.out().println("schedule " + name + " is paused");
    return ExitCode.DONE.code();
  }
}
