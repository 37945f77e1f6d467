package dev.nightshift.classifiers.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.classifiers.LabelledSample;
import dev.nightshift.classifiers.LabelledSample.Labelled;
import dev.nightshift.classifiers.TestSpark;
import dev.nightshift.classifiers.feature.TextFeatures;
import dev.nightshift.classifiers.quality.QualityModel;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobRegistry;
import dev.nightshift.runtime.job.JobRunner;
import dev.nightshift.runtime.job.RunReport;
import dev.nightshift.runtime.job.RunRequest;
import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.runtime.lake.TableRef;
import dev.nightshift.runtime.progress.ConsoleProgress;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.error.WorkException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.factory.Nd4j;

class TrainQualityJobTest {

  /** How far two trainings on the same rows may differ in a score. */
  private static final double RETRAINING_TOLERANCE = 1e-4;

  @TempDir static Path folder;
  private static SparkSession spark;
  private static Lake lake;
  private static Path input;
  private static Path output;
  private static RunReport report;
  private static String shown;

  @BeforeAll
  static void train() throws IOException {
    spark = TestSpark.session();
    lake = Lake.open(spark, folder.resolve("lake").toString());
    input = LabelledSample.write(folder.resolve("labelled"), LabelledSample.of(900, 11, 25), 1);
    output = folder.resolve("models/quality");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    report = run(input, output, Map.of(), out);
    shown = out.toString(StandardCharsets.UTF_8);
  }

  private static RunReport run(
      Path input, Path output, Map<String, String> more, ByteArrayOutputStream out) {
    Map<String, String> given = new LinkedHashMap<>(more);
    given.put("input", input.toString());
    given.put("output", output.toString());
    given.putIfAbsent("epochs", "6");
    given.putIfAbsent("learning-rate", "0.01");
    given.putIfAbsent("hashed-features", "512");
    Job job = JobRegistry.load().find("train-quality", "the test");
    Faults faults = new Faults();
    JobArguments arguments = JobArguments.check(job, given, "the test", faults);
    faults.throwIfAny();
    ConsoleProgress progress =
        new ConsoleProgress(
            new PrintStream(out, true, StandardCharsets.UTF_8), Clock.systemUTC(), false);
    return new JobRunner(spark, lake, progress, Clock.systemUTC(), "test")
        .run(job, arguments, RunRequest.ofSeed(3));
  }

  private static RunReport run(Path input, Path output) {
    return run(input, output, Map.of(), new ByteArrayOutputStream());
  }

  @Test
  void tellsGoodFromBadAsWellAsTheNoiseAllows() {
    Map<String, Double> values = report.outcome().values();
    Map<String, Long> counts = report.outcome().counts();
    assertThat(counts.get("read")).isEqualTo(900);
    // Equal texts are one row, and a text with both labels is none.
    long distinct = LabelledSample.of(900, 11, 25).stream().map(Labelled::text).distinct().count();
    assertThat(counts.get("trained") + counts.get("evaluated") + counts.get("contradictory"))
        .isEqualTo(distinct);
    assertThat(counts.get("evaluated")).isBetween(130L, 230L);
    // One label in 25 is wrong, so nothing can be right about it.
    assertThat(values.get("accuracy")).isGreaterThan(0.9);
    assertThat(values.get("auc")).isGreaterThan(0.9);
    assertThat(values.get("baseline-accuracy")).isGreaterThan(0.8);
    assertThat(shown).contains("network   accuracy").contains("baseline  accuracy").contains("n ");
  }

  @Test
  void leavesCurvesAndTheModelInTheLake() {
    QualityModel model = QualityModel.load(output);
    List<Row> models =
        lake.read(TableRef.parse("models")).filter("stage = 'quality'").collectAsList();
    assertThat(models)
        .anySatisfy(
            row -> {
              assertThat(row.<String>getAs("model_digest")).isEqualTo(model.digest());
              assertThat(row.<String>getAs("path")).isEqualTo(output.toString());
            });
    List<Row> losses =
        lake.read(TableRef.parse("metrics"))
            .filter("name = 'loss' AND run_id = '" + report.runId() + "'")
            .orderBy("step")
            .collectAsList();
    assertThat(losses).hasSize(6);
    assertThat(losses.get(5).<Double>getAs("value"))
        .isLessThan(losses.get(0).<Double>getAs("value"));
  }

  @Test
  void theSameRunIsSkippedAndAnotherRunKeepsItsHandsOff() {
    assertThat(run(input, output).status()).isEqualTo(RunReport.Status.UNCHANGED);
    assertThatThrownBy(() -> run(input, output, Map.of("epochs", "2"), new ByteArrayOutputStream()))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("the output exists and is not of this run: " + output)
        .hasMessageContaining("give another folder");
  }

  @Test
  void aKillAfterTheRenameFindsItsOwnModel() throws IOException {
    Path other = folder.resolve("models/killed");
    RunReport first = run(input, other);
    byte[] network = Files.readAllBytes(other.resolve("network.zip"));
    // A lake that has forgotten the run, and a folder that it left: what a kill before the commit
    // leaves behind.
    Lake fresh = Lake.open(spark, folder.resolve("fresh-lake").toString());
    Lake kept = lake;
    lake = fresh;
    try {
      RunReport second = run(input, other);
      assertThat(second.status()).isEqualTo(RunReport.Status.COMMITTED);
      assertThat(second.runId()).isEqualTo(first.runId());
      assertThat(second.outcome()).isEqualTo(first.outcome());
      assertThat(fresh.read(TableRef.parse("models")).count()).isEqualTo(1);
    } finally {
      lake = kept;
    }
    assertThat(Files.readAllBytes(other.resolve("network.zip"))).isEqualTo(network);
  }

  @Test
  void retrainingAgreesWhateverTheFilesAndTheOrder() throws IOException {
    List<Labelled> shuffled = new ArrayList<>(LabelledSample.of(900, 11, 25));
    Collections.reverse(shuffled);
    Path again = folder.resolve("models/again");
    run(LabelledSample.write(folder.resolve("shuffled"), shuffled, 7), again);
    QualityModel one = QualityModel.load(output);
    QualityModel two = QualityModel.load(again);
    List<String> texts = texts();
    double[] first = one.score(texts);
    double[] second = two.score(texts);
    assertThat(second).containsExactly(first, within(RETRAINING_TOLERANCE));
  }

  private static List<String> texts() {
    return LabelledSample.of(150, 99, 25).stream().map(Labelled::text).toList();
  }

  @Test
  void aScoreDependsOnTheTextAndTheDigestAlone() {
    QualityModel model = QualityModel.load(output);
    List<String> texts = texts();
    double[] whole = model.score(texts);
    for (int i = 0; i < whole.length; i++) {
      assertThat(model.score(texts.subList(i, i + 1))[0]).isEqualTo(whole[i]);
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<QualityModel> shared = context.broadcast(model);
    for (int partitions : new int[] {1, 2, 7}) {
      List<Double> scores =
          context.parallelize(texts, partitions).map(text -> shared.value().score(text)).collect();
      assertThat(scores.stream().mapToDouble(Double::doubleValue).toArray()).isEqualTo(whole);
    }
    assertThat(QualityModel.load(output).digest()).isEqualTo(model.digest());
  }

  @Test
  void scoresAsTheNetworkOfDeeplearning4jDoes() throws IOException {
    QualityModel model = QualityModel.load(output);
    MultiLayerNetwork network =
        ModelSerializer.restoreMultiLayerNetwork(output.resolve("network.zip").toFile(), false);
    List<String> texts = texts();
    float[][] x = new float[texts.size()][model.settings().width()];
    for (int i = 0; i < x.length; i++) {
      model.standardisation().write(TextFeatures.of(texts.get(i), model.settings()), x[i], 0);
    }
    double[] control = network.output(Nd4j.createFromArray(x)).data().asDouble();
    assertThat(model.score(texts)).containsExactly(control, within(1e-5));
  }

  @Test
  void refusesRowsWithoutALabel() throws IOException {
    Path wrong = Files.createDirectories(folder.resolve("wrong"));
    Files.writeString(
        wrong.resolve("rows.jsonl"),
        "{\"text\":\"fine\",\"label\":1}\n{\"text\":\"a text\",\"label\":7}\n{\"text\":\"none\"}\nno json\n");
    assertThatThrownBy(() -> run(wrong, folder.resolve("models/wrong")))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("a row has text 'a text' and label '7'")
        .hasMessageContaining("a row has text 'none' and no label")
        .hasMessageContaining("a row has no text and no label")
        .hasMessageContaining("rows.jsonl");
  }

  @Test
  void refusesTooFewRowsAndWrongOptionsAllAtOnce() throws IOException {
    Path few = LabelledSample.write(folder.resolve("few"), LabelledSample.of(20, 1, 1000), 1);
    assertThatThrownBy(() -> run(few, folder.resolve("models/few")))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("good texts held out, of 10 needed");
    assertThatThrownBy(
            () ->
                run(
                    few,
                    folder.resolve("models/few"),
                    Map.of("epochs", "0", "held-out", "2"),
                    new ByteArrayOutputStream()))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("epochs is 0")
        .hasMessageContaining("held-out is 2.0");
  }

  @Test
  void refusesAFolderThatWasChanged() throws IOException {
    Path changed = folder.resolve("models/changed");
    Files.createDirectories(changed);
    for (String name : List.of("network.zip", "features.json", "manifest.json")) {
      Files.copy(output.resolve(name), changed.resolve(name));
    }
    Path features = changed.resolve("features.json");
    Files.writeString(
        features,
        Files.readString(features).replace("\"maxCharacters\" : 8192", "\"maxCharacters\" : 8191"));
    assertThatThrownBy(() -> QualityModel.load(changed))
        .isInstanceOf(WorkException.class)
        .hasMessageContaining("the manifest says " + QualityModel.load(output).digest());
    Files.write(changed.resolve("network.zip"), new byte[100]);
    assertThatThrownBy(() -> QualityModel.load(changed))
        .isInstanceOf(WorkException.class)
        .hasMessageContaining("network.zip: cannot be read");
    Files.delete(changed.resolve("network.zip"));
    assertThatThrownBy(() -> QualityModel.load(changed))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("no quality model: network.zip missing");
  }
}
