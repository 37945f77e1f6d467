package dev.nightshift.training.spark;

import dev.nightshift.runtime.session.SparkSessions;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** The one Spark session of this module's tests; four slots, for up to four workers. */
public final class TestSpark {

  private TestSpark() {}

  public static SparkSession session() {
    return SparkSessions.local(
        "local[4]",
        Map.of(
            "spark.sql.shuffle.partitions", "2",
            "spark.log.level", "ERROR",
            "spark.sql.codegen.wholeStage", "false",
            "spark.sql.codegen.factoryMode", "NO_CODEGEN"));
  }
}
