package dev.nightshift.pipelines.testing;

import dev.nightshift.runtime.session.SparkSessions;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** One session for all tests of this module: starting one takes seconds. */
public final class SharedSpark {

  private static final SparkSession SESSION =
      SparkSessions.local("local[2]", Map.of("spark.sql.shuffle.partitions", "2"));

  private SharedSpark() {}

  public static SparkSession session() {
    return SESSION;
  }
}
