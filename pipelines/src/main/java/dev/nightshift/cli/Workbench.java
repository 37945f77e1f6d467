package dev.nightshift.cli;

import dev.nightshift.pipelines.secret.SecretReferences;
import dev.nightshift.runtime.job.JobRunner;
import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.runtime.progress.ConsoleProgress;
import dev.nightshift.runtime.progress.Progress;
import dev.nightshift.runtime.session.SparkSessions;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** A session, a lake, and what runs jobs on them; closing it stops the session. */
final class Workbench implements AutoCloseable {

  private final Surroundings surroundings;
  private final SparkSession spark;
  private final Lake lake;
  private final Progress progress;

  private Workbench(Surroundings surroundings, SparkSession spark, Lake lake, Progress progress) {
    this.surroundings = surroundings;
    this.spark = spark;
    this.lake = lake;
    this.progress = progress;
  }

  /** Opens a lake with the session that {@code spark-submit} describes, or one of this process. */
  static Workbench open(
      Surroundings surroundings, String lake, Optional<String> master, Map<String, String> conf) {
    surroundings.end().sparkIsStarting();
    SparkSession spark = session(surroundings, master, conf);
    Progress progress =
        ConsoleProgress.ofStandardError(surroundings.clock(), surroundings.environment());
    return new Workbench(surroundings, spark, Lake.open(spark, lake), progress);
  }

  private static SparkSession session(
      Surroundings surroundings, Optional<String> master, Map<String, String> conf) {
    if (master.isPresent() && !master.get().startsWith("local")) {
      return SparkSessions.of(master.get(), conf);
    }
    boolean configured = surroundings.properties().containsKey("spark.master");
    return master.isEmpty() && (surroundings.submitted() || configured)
        ? SparkSessions.of(null, conf)
        : SparkSessions.local(master.orElse("local[*]"), conf);
  }

  SparkSession spark() {
    return spark;
  }

  Lake lake() {
    return lake;
  }

  Progress progress() {
    return progress;
  }

  /** What runs jobs here and keeps these secrets out of the lake. */
  JobRunner runner(SecretReferences secrets) {
    return new JobRunner(
        spark,
        lake,
        progress,
        surroundings.clock(),
        Version.ofCode(surroundings.properties()),
        secrets.known());
  }

  @Override
  public void close() {
    spark.stop();
  }
}
