package dev.nightshift.cli;

import dev.nightshift.pipelines.schedule.NightRunner;
import dev.nightshift.pipelines.schedule.Planned;
import dev.nightshift.pipelines.schedule.Schedule;
import dev.nightshift.pipelines.schedule.Schedules;
import dev.nightshift.pipelines.secret.SecretReferences;
import dev.nightshift.pipelines.spec.SpecParser;
import dev.nightshift.schema.error.ExitCode;
import dev.nightshift.schema.error.Faults;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code schedule start}: the service, in the foreground. */
@Command(
    name = "start",
    description =
        "Store a schedule, if --pipeline and --cron are given, and serve all stored ones until the"
            + " process is told to end (Ctrl-C, SIGTERM).",
    footer = {
      "",
      "A night that was missed, or that a crash cut off, is run when the service is back.",
      "The pipeline's file is read anew each night."
    })
final class ScheduleStartCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Mixin private StoreOptions store = new StoreOptions();

  @Option(names = "--pipeline", paramLabel = "FILE", description = "The pipeline's file.")
  @Nullable Path pipeline;

  @Option(
      names = "--cron",
      paramLabel = "EXPRESSION",
      description =
          "Seconds, minutes, hours, day of month, month, day of week; such as \"0 0 2 * * ?\".")
  @Nullable String cron;

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description = "Time zone of the expression. Default: that of this machine.")
  @Nullable String zone;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name of the schedule. Default: the pipeline's name.")
  @Nullable String name;

  @Option(names = "--set", paramLabel = "PATH=VALUE", description = "As for 'run'. Repeatable.")
  private List<String> sets = new ArrayList<>();

  @Option(names = "--config-file", paramLabel = "FILE", description = "As for 'run'.")
  @Nullable Path configFile;

  @Option(names = "--seed", paramLabel = "N", description = "As for 'run'.")
  @Nullable Long seed;

  @Option(names = "--master", paramLabel = "URL", description = "As for 'run'.")
  @Nullable String master;

  @Option(names = "--conf", paramLabel = "KEY=VALUE", description = "As for 'run'. Repeatable.")
  private Map<String, String> conf = new LinkedHashMap<>();

  ScheduleStartCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    Optional<Schedule> schedule = schedule();
    NightlyWork work = new NightlyWork(surroundings, store.lake, Optional.ofNullable(master), conf);
    Schedules schedules = store.open(surroundings);
    schedule.ifPresent(schedules::put);
    surroundings.end().before(schedules::close);
    schedules.serve(new NightRunner(work, surroundings.clock()));
    List<Planned> all = schedules.list();
    if (all.isEmpty()) {
      surroundings.err().println("no schedules yet: add one with --pipeline and --cron");
    }
    all.forEach(p -> surroundings.err().println(ScheduleListCommand.line(p)));
    surroundings.err().println("serving; end with Ctrl-C");
    // A signal ends the process from here: ProcessEnd.
    new CountDownLatch(1).await();
    return ExitCode.DONE.code();
  }

  private Optional<Schedule> schedule() {
    Faults faults = new Faults();
    if (pipeline == null && cron == null) {
      return Optional.empty();
    }
    if (pipeline == null || cron == null) {
      faults.add(
          pipeline == null
              ? "--cron stands without --pipeline"
              : "--pipeline stands without --cron",
          "command line",
          "Give both to store a schedule, or none to serve those that are stored.");
      faults.throwIfAny();
      return Optional.empty();
    }
    PipelineOptions options = new PipelineOptions();
    options.sets.addAll(sets);
    options.configFile = configFile;
    options.lake.lake = store.lake;
    options.lake.seed = seed;
    Path file = pipeline;
    // All faults now, rather than at two in the night.
    PreparedPipeline prepared =
        PreparedPipeline.of(
            f -> SpecParser.parse(file, f),
            options,
            surroundings.environment(),
            new Jobs(),
            new SecretReferences(surroundings.environment()));
    Map<String, String> settings = new LinkedHashMap<>();
    if (configFile != null) {
      settings.put("config-file", configFile.toAbsolutePath().toString());
    }
    if (seed != null) {
      settings.put("seed", String.valueOf(seed));
    }
    Optional<Schedule> schedule =
        Schedule.of(
            name == null ? prepared.spec().name() : name,
            cron,
            zone == null ? ZoneId.systemDefault().getId() : zone,
            file.toAbsolutePath().normalize().toString(),
            settings,
            sets,
            faults);
    faults.throwIfAny();
    return schedule;
  }
}
