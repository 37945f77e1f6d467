package dev.nightshift.synthesis;

import dev.nightshift.runtime.session.SparkSessions;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** The one Spark session of this module's tests. */
public final class TestSpark {

  private TestSpark() {}

  public static SparkSession session() {
    // Tiny plans cost more to compile than to interpret.
    return SparkSessions.local(
        "local[2]",
        Map.of(
            "spark.sql.shuffle.partitions", "2",
            "spark.log.level", "ERROR",
            "spark.sql.codegen.wholeStage", "false",
            "spark.sql.codegen.factoryMode", "NO_CODEGEN"));
  }
}
