package dev.nightshift.runtime.session;

import dev.nightshift.runtime.lake.ExclusiveFileLogStore;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Makes Spark sessions that can read and write the lake.
 *
 * <p>The lake needs Delta's extension and catalog, and for {@code file:} a log store that two
 * processes may share: Delta's own checks and renames without a lock between processes and can lose
 * a commit. These settings win over given ones. All others are defaults, and what the caller or
 * {@code spark-submit} says wins.
 */
public final class SparkSessions {

  /** The name that the session shows where none is given. */
  public static final String APPLICATION = "nightshift";

  /**
   * Where MLlib would look for a BLAS and its like among the system's libraries. One that is loaded
   * beside that of libtorch and Deeplearning4j takes over some of its symbols and the process
   * crashes, so MLlib computes in Java.
   */
  private static final List<String> BLAS_OF_THE_SYSTEM =
      List.of(
          "dev.ludovic.netlib.blas.nativeLib",
          "dev.ludovic.netlib.lapack.nativeLib",
          "dev.ludovic.netlib.arpack.nativeLib");

  private SparkSessions() {}

  /** A session on all cores of this machine, with defaults for small data. */
  public static SparkSession local() {
    return local("local[*]", Map.of());
  }

  /**
   * A session on this machine.
   *
   * @param master {@code local[n]} or {@code local-cluster[...]}
   * @param settings Spark settings that replace the defaults
   */
  public static SparkSession local(String master, Map<String, String> settings) {
    Map<String, String> all = new LinkedHashMap<>(localDefaults());
    all.putAll(settings);
    return of(master, all);
  }

  /**
   * A session on a cluster, or wherever {@code spark-submit} put this process.
   *
   * @param master the master's URL; null where {@code spark-submit} says it
   * @param settings Spark settings; those that {@code spark-submit} was given win
   */
  public static SparkSession of(@Nullable String master, Map<String, String> settings) {
    BLAS_OF_THE_SYSTEM.forEach(library -> System.getProperties().putIfAbsent(library, "none"));
    SparkConf submitted = new SparkConf(true);
    SparkConf conf = submitted.clone();
    settings.forEach(conf::setIfMissing);
    if (master != null) {
      conf.setIfMissing("spark.master", master);
    }
    conf.setIfMissing("spark.app.name", APPLICATION);
    // A run's rows must not depend on where the driver happens to stand.
    conf.setIfMissing("spark.sql.session.timeZone", "UTC");
    conf.setIfMissing("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
    conf.setIfMissing("spark.sql.caseSensitive", "false");
    required().forEach(conf::set);
    return SparkSession.builder().config(conf).getOrCreate();
  }

  /** What the lake cannot do without. */
  public static Map<String, String> required() {
    return Map.of(
        "spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension",
        "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog",
        "spark.delta.logStore.file.impl", ExclusiveFileLogStore.class.getName());
  }

  private static Map<String, String> localDefaults() {
    Map<String, String> defaults = new LinkedHashMap<>();
    defaults.put("spark.ui.enabled", "false");
    defaults.put("spark.ui.showConsoleProgress", "false");
    // Spark looks the machine's name up otherwise, which fails or takes long without a network.
    defaults.put("spark.driver.host", "127.0.0.1");
    defaults.put("spark.driver.bindAddress", "127.0.0.1");
    defaults.put("spark.sql.shuffle.partitions", "4");
    // Small data gains nothing from plans that change while they run, and keeps its file layout.
    defaults.put("spark.sql.adaptive.enabled", "false");
    defaults.put("spark.databricks.delta.snapshotPartitions", "2");
    defaults.put("spark.sql.sources.parallelPartitionDiscovery.parallelism", "2");
    defaults.put(
        "spark.sql.warehouse.dir",
        Path.of(System.getProperty("java.io.tmpdir"), "nightshift-warehouse").toUri().toString());
    if (System.getProperty("log4j2.configurationFile") == null
        && System.getProperty("log4j.configurationFile") == null) {
      defaults.put("spark.log.level", "WARN");
    }
    return defaults;
  }
}
