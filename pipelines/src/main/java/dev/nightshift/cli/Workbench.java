package dev.nightshift.cli;

import dev.nightshift.runtime.job.JobRunner;
import dev.nightshift.runtime.job.Secrets;
import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.runtime.progress.ConsoleProgress;
import dev.nightshift.runtime.progress.Progress;
import dev.nightshift.runtime.session.SparkSessions;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** A session, a lake, and what runs jobs on them; closing it stops the session. */
final class Workbench implements AutoCloseable {

  private final SparkSession spark;
  private final Lake lake;
  private final Progress progress;
  private final JobRunner runner;

  private Workbench(SparkSession spark, Lake lake, Progress progress, JobRunner runner) {
    this.spark = spark;
    this.lake = lake;
    this.progress = progress;
    this.runner = runner;
  }

  /** Opens a lake with the session that {@code spark-submit} describes, or one of this process. */
  static Workbench open(
      Surroundings surroundings,
      String lake,
      Optional<String> master,
      Map<String, String> conf,
      Secrets secrets) {
    SparkSession spark = session(surroundings, master, conf);
    Progress progress =
        ConsoleProgress.ofStandardError(surroundings.clock(), surroundings.environment());
    Lake opened = Lake.open(spark, lake);
    String code = Version.ofCode(surroundings.properties());
    return new Workbench(
        spark,
        opened,
        progress,
        new JobRunner(spark, opened, progress, surroundings.clock(), code, secrets));
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

  JobRunner runner() {
    return runner;
  }

  @Override
  public void close() {
    spark.stop();
  }
}
