package dev.nightshift.cli;

import dev.nightshift.pipelines.run.PipelineResult;
import dev.nightshift.pipelines.run.PipelineRunner;
import dev.nightshift.pipelines.schedule.Night;
import dev.nightshift.pipelines.schedule.NightLog;
import dev.nightshift.pipelines.schedule.NightWork;
import dev.nightshift.pipelines.schedule.Schedule;
import dev.nightshift.pipelines.secret.SecretReferences;
import dev.nightshift.pipelines.spec.SpecParser;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Runs nights on one lake, in one session that starts with the first night. */
final class NightlyWork implements NightWork, AutoCloseable {

  private final Surroundings surroundings;
  private final String lake;
  private final Optional<String> master;
  private final Map<String, String> conf;
  private final SecretReferences secrets;
  private Optional<Workbench> bench = Optional.empty();

  NightlyWork(
      Surroundings surroundings, String lake, Optional<String> master, Map<String, String> conf) {
    this.surroundings = surroundings;
    this.lake = lake;
    this.master = master;
    this.conf = Map.copyOf(conf);
    this.secrets = new SecretReferences(surroundings.environment());
    LogFile.hide(secrets);
  }

  @Override
  public NightLog log(Schedule schedule) {
    return new NightLog(bench().lake());
  }

  @Override
  public PipelineResult run(Night night) {
    Schedule schedule = night.schedule();
    PreparedPipeline prepared =
        PreparedPipeline.of(
            faults -> SpecParser.parse(Path.of(schedule.pipeline()), faults),
            options(schedule),
            surroundings.environment(),
            new Jobs(),
            secrets);
    Workbench open = bench();
    open.progress().line("night " + night.fireTime() + " of " + schedule.name());
    return new PipelineRunner(
            open.runner(secrets), open.lake(), secrets, open.progress(), surroundings.clock())
        .run(prepared.plan(), night.id(), false);
  }

  private PipelineOptions options(Schedule schedule) {
    PipelineOptions options = new PipelineOptions();
    options.sets.addAll(schedule.sets());
    options.lake.lake = lake;
    String seed = schedule.settings().get("seed");
    options.lake.seed = seed == null ? null : Long.valueOf(seed);
    String file = schedule.settings().get("config-file");
    options.configFile = file == null ? null : Path.of(file);
    return options;
  }

  private synchronized Workbench bench() {
    if (bench.isEmpty()) {
      bench = Optional.of(Workbench.open(surroundings, lake, master, conf));
    }
    return bench.get();
  }

  @Override
  public synchronized void close() {
    bench.ifPresent(Workbench::close);
  }
}
