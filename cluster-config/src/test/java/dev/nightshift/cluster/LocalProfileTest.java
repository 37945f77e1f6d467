package dev.nightshift.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalProfileTest {

  @TempDir Path folder;

  @Test
  void aSessionStartsWithItAndWritesALake() {
    SparkConf conf = new SparkConf(false);
    Map<String, String> settings = Profiles.settings("local");
    settings.forEach(conf::set);
    conf.setAppName("local profile");
    try (SparkSession spark = SparkSession.builder().config(conf).getOrCreate()) {
      String table = folder.resolve("table").toString();
      spark.range(5).write().format("delta").save(table);
      spark.range(7).write().format("delta").mode("append").save(table);
      assertThat(spark.read().format("delta").load(table).count()).isEqualTo(12);
      assertThat(
              spark
                  .sql("SELECT count(*) FROM delta.`" + table + "` VERSION AS OF 0")
                  .first()
                  .getLong(0))
          .isEqualTo(5);
      assertThat(spark.conf().get("spark.sql.shuffle.partitions"))
          .isEqualTo(settings.get("spark.sql.shuffle.partitions"));
    }
  }
}
