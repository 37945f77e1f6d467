package dev.nightshift.curation.spark.dedup;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.curation.dedup.Bands;
import dev.nightshift.curation.dedup.KeepRule;
import dev.nightshift.curation.dedup.NearSettings;
import dev.nightshift.curation.dedup.NearSketcher;
import dev.nightshift.curation.dedup.TextUnit;
import dev.nightshift.runtime.session.SparkSessions;
import dev.nightshift.schema.random.CounterRandom;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.ml.feature.HashingTF;
import org.apache.spark.ml.feature.MinHashLSH;
import org.apache.spark.ml.feature.MinHashLSHModel;
import org.apache.spark.ml.feature.NGram;
import org.apache.spark.ml.feature.RegexTokenizer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Speed of deduplication on 13,890 documents of three corpora, against MLlib's MinHashLSH, with
 * growing data, of a small night against history, and on hostile input. Prints figures; run it with
 * the profile {@code bench}.
 */
@Tag("bench")
class DedupBench {

  private static final NearSettings HASHES_112 =
      new NearSettings(TextUnit.WORD, 5, 0.7, new Bands(14, 8), KeepRule.OLDEST);

  private final SparkSession spark =
      SparkSessions.local(
          "local[2]", Map.of("spark.sql.shuffle.partitions", "4", "spark.log.level", "ERROR"));

  private static List<String> corpora() throws IOException {
    List<String> texts = new ArrayList<>(Corpus.shared("spdx-licenses"));
    texts.addAll(Corpus.shared("foldoc"));
    texts.addAll(Corpus.shared("postgresql-docs"));
    return texts;
  }

  private static long bytes(List<String> texts) {
    return texts.stream().mapToLong(t -> t.getBytes(StandardCharsets.UTF_8).length).sum();
  }

  @Test
  void signaturesOfOneCoreAgainstMllib() throws IOException {
    List<String> texts = corpora();
    long bytes = bytes(texts);
    for (NearSettings settings :
        List.of(
            HASHES_112,
            new NearSettings(TextUnit.WORD, 5, 0.7, new Bands(16, 8), KeepRule.OLDEST),
            new NearSettings(TextUnit.CHAR, 5, 0.7, new Bands(16, 8), KeepRule.OLDEST))) {
      NearSketcher sketcher = new NearSketcher(settings);
      double best = Double.POSITIVE_INFINITY;
      for (int round = 0; round < 7; round++) {
        long start = System.nanoTime();
        texts.forEach(sketcher::sketch);
        best = Math.min(best, (System.nanoTime() - start) / 1e9);
      }
      System.out.printf(
          Locale.ROOT,
          "%s 5-grams, %d hashes, one core: %,d documents, %.1f MB in %.2f s: %.1f MB/s, %,.0f documents/s%n",
          settings.unit().label(),
          settings.bands().hashes(),
          texts.size(),
          bytes / 1e6,
          best,
          bytes / 1e6 / best,
          texts.size() / best);
    }
    Dataset<Row> rows = Corpus.rows(spark, texts).repartition(1).cache();
    rows.count();
    Dataset<Row> words =
        new RegexTokenizer()
            .setInputCol("text")
            .setOutputCol("words")
            .setPattern("[^\\p{L}\\p{M}\\p{Nd}]+")
            .transform(rows);
    Dataset<Row> shingles =
        new NGram()
            .setN(5)
            .setInputCol("words")
            .setOutputCol("shingles")
            .transform(words)
            .where("size(shingles) > 0");
    Dataset<Row> sets =
        new HashingTF()
            .setBinary(true)
            .setNumFeatures(1 << 20)
            .setInputCol("shingles")
            .setOutputCol("set")
            .transform(shingles);
    MinHashLSHModel model =
        new MinHashLSH()
            .setNumHashTables(112)
            .setSeed(1)
            .setInputCol("set")
            .setOutputCol("hashes")
            .fit(sets.limit(10));
    double fastest = Double.POSITIVE_INFINITY;
    for (int round = 0; round < 2; round++) {
      long start = System.nanoTime();
      model
          .transform(sets)
          .select("hashes")
          .javaRDD()
          .foreachPartition(part -> part.forEachRemaining(r -> {}));
      fastest = Math.min(fastest, (System.nanoTime() - start) / 1e9);
    }
    System.out.printf(
        Locale.ROOT,
        "MLlib MinHashLSH, word 5-grams, 112 hashes, one task: %.1f MB in %.2f s: %.2f MB/s%n",
        bytes / 1e6,
        fastest,
        bytes / 1e6 / fastest);
  }

  /** The corpora again, with one word in thirty exchanged. */
  private static List<String> edited(List<String> texts, int copy) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      CounterRandom random = CounterRandom.of(copy, "edit", i);
      String[] words = texts.get(i).split(" ", -1);
      for (int edit = 0; copy > 0 && edit < words.length / 30 + 1; edit++) {
        words[random.nextInt(words.length)] = "edit" + random.nextInt(100_000);
      }
      all.add(String.join(" ", words));
    }
    return all;
  }

  /** Files of the corpora and of edited copies, so that no text is held by the driver. */
  private Dataset<Row> stored(Path folder, List<String> texts, int times) {
    for (int copy = 0; copy < times; copy++) {
      Corpus.rows(spark, edited(texts, copy), copy * texts.size(), copy)
          .repartition(2)
          .write()
          .mode("append")
          .parquet(folder.toString());
    }
    return spark.read().parquet(folder.toString());
  }

  private double seconds(Dataset<Row> rows, History history) {
    long start = System.nanoTime();
    try (Held held = new Held()) {
      NearOutcome outcome = new NearDedup(NearSettings.DEFAULT).decide(rows, null, history, held);
      long kept = outcome.decisions().where("kept").count();
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "  %,d fresh rows, %,d kept, %,d pairs compared, %,d rows not with all: %.1f s%n",
          outcome.decisions().count(),
          kept,
          outcome.compared(),
          outcome.skipped(),
          seconds);
      return seconds;
    }
  }

  @Test
  void costGrowsWithTheData(@TempDir Path folder) throws IOException {
    List<String> texts = corpora();
    seconds(Corpus.rows(spark, texts.subList(0, 1000)), History.none(spark));
    double[] took = new double[3];
    int[] times = {1, 2, 4};
    for (int i = 0; i < times.length; i++) {
      Dataset<Row> rows = stored(folder.resolve("x" + times[i]), texts, times[i]);
      took[i] = seconds(rows, History.none(spark));
    }
    System.out.printf(
        Locale.ROOT,
        "1, 2 and 4 times %.1f MB: %.1f, %.1f and %.1f s; 4 times the data costs %.2f times%n",
        bytes(texts) / 1e6,
        took[0],
        took[1],
        took[2],
        took[2] / took[0]);
  }

  @Test
  void aSmallNightCostsLittle(@TempDir Path folder) throws IOException {
    List<String> texts = corpora();
    int times = 11;
    long all = (long) texts.size() * times;
    String first = Corpus.id((int) (all - all / 100));
    Dataset<Row> rows = stored(folder.resolve("texts"), texts, times);
    seconds(Corpus.rows(spark, texts.subList(0, 1000)), History.none(spark));
    double full = seconds(rows, History.none(spark));
    String index = folder.resolve("index").toString();
    Dataset<Row> none;
    try (Held held = new Held()) {
      NearOutcome old =
          new NearDedup(NearSettings.DEFAULT)
              .decide(rows.where(col("row_id").lt(first)), null, History.none(spark), held);
      NearDedup.indexed(old).write().format("delta").save(index);
      none = spark.createDataFrame(List.of(), old.merges().schema());
    }
    Dataset<Row> tonight = rows.where(col("row_id").geq(first));
    Dataset<Row> stored = spark.read().format("delta").load(index);
    for (int round = 0; round < 2; round++) {
      long start = System.nanoTime();
      seconds(tonight, History.of(stored, none));
      double night = (System.nanoTime() - start) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "1 %% of %,d rows as a night against the rest: %.1f s, %.1f %% of a full run%n",
          all,
          night,
          100 * night / full);
    }
  }

  @Test
  void hostileInputCostsTimeAndMemoryInItsLength() {
    String base = String.join(" ", Corpus.words(CounterRandom.of(1, "base", 0), 60));
    List<String> copies = new ArrayList<>(Collections.nCopies(100_000, base));
    System.out.println("100,000 copies of a text:");
    seconds(Corpus.rows(spark, copies).repartition(4), History.none(spark));
    List<String> tails = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      tails.add(base + " tail" + i);
    }
    System.out.println("20,000 texts that differ in their last word:");
    seconds(Corpus.rows(spark, tails).repartition(4), History.none(spark));

    StringBuilder book = new StringBuilder();
    CounterRandom random = CounterRandom.of(2, "book", 0);
    while (book.length() < 50_000_000) {
      book.append('w').append(random.nextInt(1_000_000)).append(' ');
    }
    String large = book.toString();
    System.out.println("one text of 50 MB beside a copy of it with another end:");
    seconds(
        Corpus.rows(spark, List.of(large, large.substring(0, 49_000_000))), History.none(spark));
    NearSketcher sketcher = new NearSketcher(HASHES_112);
    Runtime runtime = Runtime.getRuntime();
    for (String text : List.of(large, "x".repeat(10_000_000), "\ufdfa".repeat(2_000_000))) {
      sketcher.sketch(text);
      System.gc();
      long before = runtime.totalMemory() - runtime.freeMemory();
      long start = System.nanoTime();
      int size = sketcher.sketch(text).shingles().length;
      double seconds = (System.nanoTime() - start) / 1e9;
      long after = runtime.totalMemory() - runtime.freeMemory();
      System.out.printf(
          Locale.ROOT,
          "a text of %,d characters: %.2f s, sketch %,d bytes, garbage at most %,d KiB%n",
          text.length(),
          seconds,
          size,
          (after - before) >> 10);
      assertThat(size).isLessThan(17_000);
    }
  }
}
