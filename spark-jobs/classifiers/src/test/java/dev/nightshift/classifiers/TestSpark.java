package dev.nightshift.classifiers;

import dev.nightshift.runtime.session.SparkSessions;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** The one Spark session of this module's tests. */
public final class TestSpark {

  private TestSpark() {}

  public static SparkSession session() {
    return SparkSessions.local(
        "local[2]", Map.of("spark.sql.shuffle.partitions", "2", "spark.log.level", "ERROR"));
  }
}
