package dev.nightshift.curation.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.classifiers.spark.TrainQualityJob;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A classifier of labelled tweets as the filter of toxic text (Davidson et al., ICWSM 2017). */
class ToxicityTest {

  private Path folder;
  private JobBench bench;

  @BeforeEach
  void open(@TempDir Path folder) {
    this.folder = folder;
    bench = new JobBench(folder);
  }

  @Test
  void offensiveTweetsGoAndOthersStay() {
    Path csv = JobBench.shared("davidson-hate/labeled_data.csv");
    Dataset<Row> tweets =
        bench
            .spark
            .read()
            .option("header", "true")
            .option("multiLine", "true")
            .option("escape", "\"")
            .csv(csv.toString())
            .select(
                functions.col("tweet").as("text"),
                functions.when(functions.col("class").equalTo("2"), 0).otherwise(1).as("label"))
            .where("text IS NOT NULL")
            .limit(2600);
    Path rows = folder.resolve("train.parquet");
    Path others = folder.resolve("others.parquet");
    tweets.limit(2000).write().parquet(rows.toString());
    tweets.exceptAll(tweets.limit(2000)).coalesce(1).write().parquet(others.toString());
    Path model = folder.resolve("model");
    bench.run(
        new TrainQualityJob(),
        Map.of(
            "input",
            rows.toString(),
            "output",
            model.toString(),
            "epochs",
            "4",
            "learning-rate",
            "0.01"));
    bench.run(new IngestJob(), Map.of("input", others.toString(), "max-reject-share", "0.5"));
    bench.run(
        new CurateJob(),
        Map.of(
            "input", "table:documents",
            "filters", "none",
            "pii", "off",
            "toxicity-model", model.toString(),
            "max-toxicity", "0.5"));
    List<Row> kept = bench.rows("curated", "row_id");
    assertThat(kept)
        .allSatisfy(
            r -> {
              assertThat(r.<Double>getAs("toxicity")).isBetween(0.0, 0.5);
              assertThat(r.<String>getAs("toxicity_by")).hasSize(64);
            });
    List<Row> rejects = bench.rows("rejects", "row_id");
    assertThat(rejects)
        .filteredOn(r -> r.getAs("reason").equals("toxic"))
        .allSatisfy(r -> assertThat(r.<Double>getAs("value")).isGreaterThan(0.5));
    // Of 600 tweets four in five are offensive: most of those go, most of what stays is not.
    Map<String, String> labels = labels();
    long toxicKept = kept.stream().filter(r -> isToxic(labels, r)).count();
    long toxicGone =
        rejects.stream()
            .filter(r -> r.getAs("reason").equals("toxic") && isToxic(labels, r))
            .count();
    assertThat(toxicGone).isGreaterThan(4 * toxicKept);
    assertThat(kept.size() - toxicKept).isGreaterThan(toxicKept);
  }

  private Map<String, String> labels() {
    Map<String, String> labels = new java.util.HashMap<>();
    for (Row row : bench.rows("documents", "row_id")) {
      labels.put(
          row.getAs("row_id"), row.<String, String>getJavaMap(row.fieldIndex("meta")).get("label"));
    }
    return labels;
  }

  private static boolean isToxic(Map<String, String> labels, Row row) {
    return "1".equals(labels.get(row.<String>getAs("row_id")));
  }
}
