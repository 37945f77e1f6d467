package dev.nightshift.curation.spark.dedup;

import dev.nightshift.runtime.session.SparkSessions;
import dev.nightshift.schema.random.CounterRandom;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Assumptions;

/** Texts with duplicates of many degrees, made up or from the shared test data. */
final class Corpus {

  static final StructType ROW =
      new StructType()
          .add(Names.ROW_ID, DataTypes.StringType, false)
          .add(Names.INGESTED, DataTypes.TimestampType, false)
          .add(Names.WEIGHT, DataTypes.DoubleType, false)
          .add(Names.TEXT, DataTypes.StringType, false);

  private Corpus() {}

  static SparkSession session() {
    return SparkSessions.local(
        "local[2]",
        Map.of(
            "spark.sql.shuffle.partitions", "2",
            "spark.log.level", "ERROR",
            "spark.sql.codegen.wholeStage", "false",
            "spark.sql.codegen.factoryMode", "NO_CODEGEN"));
  }

  /** Families of texts: a base of random words, and edits of it, from none to most words. */
  static List<String> families(int families, int members, long seed) {
    List<String> texts = new ArrayList<>();
    for (int family = 0; family < families; family++) {
      CounterRandom random = CounterRandom.of(seed, "family", family);
      String[] base = words(random, 40 + random.nextInt(60));
      for (int member = 0; member < members; member++) {
        String[] edited = base.clone();
        int edits = member == 0 ? 0 : random.nextInt(1 + member * 3);
        for (int edit = 0; edit < edits; edit++) {
          edited[random.nextInt(edited.length)] = "w" + random.nextInt(5000);
        }
        texts.add(String.join(" ", edited));
      }
    }
    return texts;
  }

  /** Windows of a hundred words on one long text, each some steps after the one before. */
  static List<String> sliding(int windows, int step) {
    String[] all = words(CounterRandom.of(1, "sliding", 0), 100 + windows * step);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < windows; i++) {
      texts.add(String.join(" ", List.of(all).subList(i * step, i * step + 100)));
    }
    return texts;
  }

  static String[] words(CounterRandom random, int count) {
    String[] words = new String[count];
    for (int i = 0; i < count; i++) {
      words[i] = "w" + random.nextInt(5000);
    }
    return words;
  }

  /** Rows named by their place, all of one moment. */
  static Dataset<Row> rows(SparkSession spark, List<String> texts) {
    return rows(spark, texts, 0, 0);
  }

  static Dataset<Row> rows(SparkSession spark, List<String> texts, int first, long second) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      rows.add(
          RowFactory.create(
              id(first + i),
              new Timestamp(1000 * second),
              (double) texts.get(i).length(),
              texts.get(i)));
    }
    return spark.createDataFrame(rows, ROW);
  }

  static String id(int i) {
    return String.format("r%07d", i);
  }

  /** The texts of a file of the shared data; the test is skipped where it is not there. */
  static List<String> shared(String name) throws IOException {
    Path file =
        Path.of(
            System.getProperty("nightshift.root", ".."),
            "../shared/data/text-corpora",
            name + ".jsonl.gz");
    Assumptions.assumeTrue(
        Files.exists(file), () -> "the shared test data are not there: " + file.normalize());
    List<String> texts = new ArrayList<>();
    com.fasterxml.jackson.databind.ObjectMapper json =
        new com.fasterxml.jackson.databind.ObjectMapper();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        texts.add(json.readTree(line).path("text").asText());
      }
    }
    return texts;
  }
}
