package dev.nightshift.cli;

import dev.nightshift.pipelines.schedule.Schedules;
import dev.nightshift.schema.error.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code schedule resume}. */
@Command(
    name = "resume",
    description =
        "End the pause of a schedule; of the fires that were missed, the last one is made up for.")
final class ScheduleResumeCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Mixin private StoreOptions store = new StoreOptions();

  @Option(names = "--name", required = true, paramLabel = "NAME", description = "The schedule.")
  private String name = "";

  ScheduleResumeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    try (Schedules schedules = store.open(surroundings)) {
      schedules.resume(name);
    }
    surroundings.out().println("schedule " + name + " is resumed");
    return ExitCode.DONE.code();
  }
}
