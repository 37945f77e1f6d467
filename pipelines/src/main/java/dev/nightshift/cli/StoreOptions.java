package dev.nightshift.cli;

import dev.nightshift.pipelines.schedule.ScheduleStore;
import dev.nightshift.pipelines.schedule.Schedules;
import dev.nightshift.pipelines.secret.SecretReferences;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that works on schedules. */
final class StoreOptions {

  @Option(
      names = "--lake",
      paramLabel = "DIR",
      description = "Folder of the lake that the nights work on. Default: ${DEFAULT-VALUE}.",
      defaultValue = "lake")
  String lake = "lake";

  @Option(
      names = "--store",
      paramLabel = "DIR",
      description =
          "Folder of the schedules' embedded database. Default: 'schedule' in the lake, or"
              + " .nightshift/schedule where the lake is on another machine.")
  @Nullable Path store;

  @Option(
      names = "--quartz",
      paramLabel = "FILE",
      description =
          "Quartz' properties, for a database such as PostgreSQL in place of the embedded one; see"
              + " cluster-config/quartz.")
  @Nullable Path quartz;

  Schedules open(Surroundings surroundings) {
    boolean elsewhere = lake.matches("[A-Za-z][A-Za-z0-9+.-]+:.*");
    LogFile.start(surroundings, elsewhere ? surroundings.logs() : Path.of(lake, "logs"));
    if (quartz != null) {
      SecretReferences secrets = new SecretReferences(surroundings.environment());
      LogFile.hide(secrets);
      return Schedules.open(ScheduleStore.of(quartz, secrets::resolve), surroundings.clock());
    }
    Path folder =
        store != null
            ? store
            : elsewhere ? Path.of(".nightshift", "schedule") : Path.of(lake, "schedule");
    return Schedules.open(ScheduleStore.embedded(folder), surroundings.clock());
  }
}
