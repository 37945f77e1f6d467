package dev.nightshift.curation.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.classifiers.feature.FeatureSettings;
import dev.nightshift.classifiers.feature.Standardisation;
import dev.nightshift.classifiers.feature.TextStatistics;
import dev.nightshift.classifiers.quality.FeedForward;
import dev.nightshift.classifiers.quality.QualityModel;
import dev.nightshift.curation.split.SplitRule;
import dev.nightshift.curation.split.StratifiedSample;
import dev.nightshift.runtime.job.RunReport;
import dev.nightshift.runtime.job.RunRequest;
import dev.nightshift.runtime.lake.TableRef;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.random.CounterRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CurateJobTest {

  private Path folder;
  private JobBench bench;

  @BeforeEach
  void open(@TempDir Path folder) {
    this.folder = folder;
    bench = new JobBench(folder);
  }

  @Test
  void copiesAreFoundAndTheOldestIsKept() {
    bench.documents("one", "Tom  counts.", "Ann reads.", "\u200b");
    bench.documents("two", "tom counts.", "Ann reads.\r\n", "New.");
    RunReport report =
        bench.run(
            new CurateJob(),
            Map.of("input", "table:documents", "filters", "none", "validation-share", "0"));
    assertThat(report.outcome().counts().toString())
        .isEqualTo("{read=6, rejected:empty=1, duplicates=2, kept=3, kept:train=3}");
    List<Row> kept = bench.rows("curated", "text");
    assertThat(kept)
        .extracting(r -> r.getAs("source") + ": " + r.getAs("text"))
        .containsExactly("one: Ann reads.", "two: New.", "one: Tom  counts.");
    assertThat(kept.get(0).<Long>getAs("characters")).isEqualTo(10);
    assertThat(kept.get(0).<String>getAs("licence")).isEqualTo("CC0");
    assertThat(kept.get(0).isNullAt(kept.get(0).fieldIndex("quality"))).isTrue();
    List<Row> copies = bench.rows("duplicates", "cluster_id", "row_id");
    assertThat(copies).hasSize(4);
    assertThat(copies).filteredOn(r -> r.<Boolean>getAs("kept")).hasSize(2);
    for (Row copy : copies) {
      String smallest =
          copies.stream()
              .filter(r -> r.getAs("cluster_id").equals(copy.getAs("cluster_id")))
              .map(r -> r.<String>getAs("row_id"))
              .min(String::compareTo)
              .orElseThrow();
      assertThat(copy.<String>getAs("cluster_id")).isEqualTo(smallest);
    }
    List<Row> rejects = bench.rows("rejects", "line");
    assertThat(rejects).hasSize(1);
    assertThat(rejects.get(0).<byte[]>getAs("raw"))
        .isEqualTo(new byte[] {(byte) 0xe2, (byte) 0x80, (byte) 0x8b});
  }

  @Test
  void filtersNameTheirReasonAndWhatTheyMeasured() {
    bench.documents("one", "too short", "# a # b # c # d # e # f");
    RunReport report =
        bench.run(
            new CurateJob(),
            Map.of("input", "table:documents", "min-words", "3", "min-mean-word-length", "1"));
    assertThat(report.outcome().counts())
        .containsEntry("rejected:too-few-words", 1L)
        .containsEntry("rejected:many-hashes", 1L)
        .containsEntry("kept", 0L);
    Row reject = bench.rows("rejects", "line").get(0);
    assertThat(reject.<Double>getAs("value")).isEqualTo(2.0);
    assertThat(reject.<String>getAs("detail"))
        .isEqualTo("2.000 words, at least 3.000 are asked for");
    assertThat(reject.<String>getAs("stage")).isEqualTo("curate");
    assertThat(reject.<String>getAs("row_id")).hasSize(64);
    assertThat(bench.lake.read(TableRef.parse("curated")).count()).isZero();
  }

  private static CurateSettings settings(
      SplitRule split, @org.jspecify.annotations.Nullable ModelScorer scorer, double minQuality) {
    return new CurateSettings(
        "c",
        "d",
        Repair.NONE,
        List.of(),
        PiiPlan.usual(),
        StratifiedSample.ALL,
        split,
        scorer,
        minQuality);
  }

  @Test
  void partitionsDoNotChangeARow() {
    bench.documents(
        "many",
        IntStream.range(0, 60).mapToObj(i -> "text number " + i % 40).toArray(String[]::new));
    Dataset<Row> documents = bench.lake.read(TableRef.parse("documents"));
    CurateSettings settings = settings(new SplitRule(0.2, 0.1), null, 0);
    List<List<String>> results =
        List.of(1, 2, 7, 200).stream()
            .map(
                n -> {
                  Dataset<Row> outcomes = CurateJob.outcomes(documents.repartition(n), settings);
                  Dataset<Row> copies = ExactCopies.find(outcomes, "split");
                  assertThat(copies.count()).isEqualTo(40);
                  List<String> rows = new ArrayList<>();
                  // Both ways of leaving copies out: sent to the workers, and shuffled.
                  for (long going : new long[] {20, Long.MAX_VALUE}) {
                    ExactCopies.without(outcomes, copies, going)
                        .collectAsList()
                        .forEach(r -> rows.add(r.toString()));
                  }
                  copies.collectAsList().forEach(r -> rows.add(r.toString()));
                  return rows.stream().sorted().toList();
                })
            .toList();
    assertThat(results.get(0)).hasSize(40 + 40 + 40);
    assertThat(results.get(1)).isEqualTo(results.get(0));
    assertThat(results.get(2)).isEqualTo(results.get(0));
    assertThat(results.get(3)).isEqualTo(results.get(0));
  }

  @Test
  void secondNightKeepsWhatTheFirstKept() {
    bench.documents("one", "Same text.", "Other text.");
    Map<String, String> options = Map.of("input", "table:documents", "filters", "none");
    bench.run(new CurateJob(), options);
    List<String> first =
        bench.rows("curated", "row_id").stream()
            .map(r -> r.getAs("row_id") + " " + r.getAs("split"))
            .toList();
    bench.documents("two", "same TEXT.", "A third.");
    bench.run(new CurateJob(), options);
    List<String> second =
        bench.rows("curated", "row_id").stream()
            .map(r -> r.getAs("row_id") + " " + r.getAs("split"))
            .toList();
    assertThat(second).hasSize(3).containsAll(first);
  }

  @Test
  void jobsAtOnceOnTheSameTablesLoseNoRow() throws Exception {
    List<Callable<RunReport>> ingests = new ArrayList<>();
    for (String name : List.of("one", "two", "three")) {
      Path file = folder.resolve(name + ".jsonl");
      Files.write(
          file,
          List.of(
              "{\"text\":\"Same text.\"}",
              "{\"text\":\"Of " + name + ".\"}",
              "{\"text\":\"\u200b\"}"));
      // A lake of its own, as another process has it.
      JobBench own = new JobBench(folder);
      ingests.add(() -> own.run(new IngestJob(), Map.of("input", file.toString())));
    }
    assertThat(atOnce(ingests)).extracting(r -> r.outcome().counts().get("read")).containsOnly(3L);
    assertThat(bench.rows("documents", "row_id")).hasSize(9);

    List<Callable<RunReport>> curations = new ArrayList<>();
    for (int seed = 1; seed <= 3; seed++) {
      RunRequest request = RunRequest.ofSeed(seed);
      JobBench own = new JobBench(folder);
      curations.add(
          () ->
              own.run(
                  new CurateJob(), Map.of("input", "table:documents", "filters", "none"), request));
    }
    for (RunReport report : atOnce(curations)) {
      long version = report.outputs().get("curated");
      assertThat(bench.lake.read(TableRef.parse("curated@" + version)).collectAsList())
          .as("the set of %s", report.runId())
          .hasSize(4)
          .extracting(row -> row.<String>getAs("run_id"))
          .containsOnly(report.runId());
    }
    assertThat(bench.rows("rejects", "run_id")).as("an empty text of each file").hasSize(9);
  }

  private static List<RunReport> atOnce(List<Callable<RunReport>> jobs) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(jobs.size());
    try {
      List<RunReport> reports = new ArrayList<>();
      for (Future<RunReport> report : threads.invokeAll(jobs)) {
        reports.add(report.get());
      }
      return reports;
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void setThatIsAskedForAgainIsTheNewestAgain() {
    bench.documents("one", "One.", "Two words.");
    Map<String, String> all = Map.of("input", "table:documents", "filters", "none");
    Map<String, String> some =
        Map.of(
            "input", "table:documents",
            "min-words", "2",
            "min-stop-words", "0",
            "min-alphabetic-share", "0");
    bench.run(new CurateJob(), all);
    bench.run(new CurateJob(), some);
    assertThat(bench.rows("curated", "text")).hasSize(1);
    assertThat(bench.run(new CurateJob(), all).status()).isEqualTo(RunReport.Status.UNCHANGED);
    assertThat(bench.rows("curated", "text")).hasSize(2);
    assertThat(bench.run(new CurateJob(), all).status()).isEqualTo(RunReport.Status.UNCHANGED);
    assertThat(bench.lake.read(TableRef.parse("runs")).count()).isEqualTo(4);
  }

  @Test
  void qualityModelScoresWhatIsKept() {
    bench.documents(
        "one", "Ann reads a book to Tom.", "BUY NOW!!! $$$ 100% FREE >>>", "Tom sleeps.");
    float[] weights = new float[FeatureSettings.DEFAULT.width()];
    CounterRandom random = CounterRandom.of(7, "weights", 0);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    double[] ones = new double[TextStatistics.COUNT];
    java.util.Arrays.fill(ones, 1);
    QualityModel model =
        new QualityModel(
            FeatureSettings.DEFAULT,
            new Standardisation(new double[TextStatistics.COUNT], ones),
            new FeedForward(weights, new float[1], new float[] {1}, 0));
    List<Double> scores =
        java.util.stream.DoubleStream.of(
                model.score(
                    List.of(
                        "Ann reads a book to Tom.", "BUY NOW!!! $$$ 100% FREE >>>", "Tom sleeps.")))
            .boxed()
            .toList();
    double smallest = scores.stream().min(Double::compare).orElseThrow();
    CurateSettings settings =
        settings(new SplitRule(0, 0), new ModelScorer(bench.spark, model), Math.nextUp(smallest));
    List<Row> rows =
        CurateJob.outcomes(bench.lake.read(TableRef.parse("documents")), settings).collectAsList();
    List<Double> kept =
        rows.stream()
            .filter(r -> r.getAs("row_id") != null)
            .peek(r -> assertThat(r.<String>getAs("scored_by")).isEqualTo(model.digest()))
            .map(r -> r.<Double>getAs("quality"))
            .toList();
    assertThat(kept)
        .containsExactlyInAnyOrderElementsOf(scores.stream().filter(s -> s > smallest).toList());
    Row reject =
        rows.stream().filter(r -> r.getAs("reject_reason") != null).findFirst().orElseThrow();
    assertThat(reject.<String>getAs("reject_reason")).isEqualTo("low-quality");
    assertThat(reject.<Double>getAs("reject_value")).isEqualTo(smallest);
  }

  @Test
  void folderThatIsNoQualityModelIsRefused() {
    bench.documents("one", "Some text.");
    assertThatThrownBy(
            () ->
                bench.run(
                    new CurateJob(),
                    Map.of("input", "table:documents", "quality-model", folder.toString())))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining(folder.toString());
    assertThatThrownBy(
            () ->
                bench.run(
                    new CurateJob(), Map.of("input", "table:documents", "min-quality", "0.5")))
        .hasMessageContaining("a smallest score of 0.5 is asked for, and no model scores");
  }

  @Test
  void otherInputsAreRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "x");
    assertThatThrownBy(() -> bench.run(new CurateJob(), Map.of("input", file.toString())))
        .hasMessageContaining("curate reads a table")
        .hasMessageContaining("Bring it into the lake with the ingest job");
    bench.documents("one", "Some text.");
    assertThatThrownBy(() -> bench.run(new CurateJob(), Map.of("input", "table:runs")))
        .hasMessageContaining("table runs holds runs, curate reads documents");
    assertThatThrownBy(
            () ->
                bench.run(
                    new CurateJob(),
                    Map.of(
                        "input", "table:documents",
                        "validation-share", "0.7",
                        "test-share", "0.6",
                        "min-quality", "7")))
        .hasMessageContaining("nor their sum above 1")
        .hasMessageContaining("the score is 7.0");
  }
}
