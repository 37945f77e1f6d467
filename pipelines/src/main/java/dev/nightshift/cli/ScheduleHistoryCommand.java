package dev.nightshift.cli;

import dev.nightshift.pipelines.schedule.NightLog;
import dev.nightshift.pipelines.schedule.NightRow;
import dev.nightshift.schema.error.ExitCode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code schedule history}: the table {@code nights}. */
@Command(name = "history", description = "Show the nights and their outcomes, the latest first.")
final class ScheduleHistoryCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Option(
      names = "--lake",
      paramLabel = "DIR",
      defaultValue = "lake",
      description = "Folder of the lake. Default: ${DEFAULT-VALUE}.")
  private String lake = "lake";

  @Option(names = "--name", paramLabel = "NAME", description = "Of this schedule only.")
  @Nullable String name;

  @Option(
      names = "--last",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many. Default: ${DEFAULT-VALUE}.")
  private int last = 20;

  ScheduleHistoryCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    LogFile.start(surroundings, Path.of(lake, "logs"));
    try (Workbench bench = Workbench.open(surroundings, lake, Optional.empty(), Map.of())) {
      List<NightRow> nights =
          new NightLog(bench.lake())
              .all().stream()
                  .filter(n -> name == null || n.schedule().equals(name))
                  .limit(last)
                  .toList();
      if (nights.isEmpty()) {
        surroundings.out().println("no night has ended yet");
      }
      nights.forEach(n -> surroundings.out().println(line(n)));
    }
    return ExitCode.DONE.code();
  }

  static String line(NightRow night) {
    Duration took = Duration.between(night.startedAt(), night.finishedAt());
    String said = night.message() == null ? "" : "  " + night.message().replace("\n", "; ");
    String report = night.report() == null ? "" : "  " + night.report();
    return String.join(
            "  ",
            night
                .fireTime()
                .atZone(ZoneId.of(night.zone()))
                .truncatedTo(ChronoUnit.SECONDS)
                .toOffsetDateTime()
                .toString(),
            night.schedule(),
            night.trigger(),
            night.outcome(),
            took.toSeconds() + " s")
        + report
        + said;
  }
}
