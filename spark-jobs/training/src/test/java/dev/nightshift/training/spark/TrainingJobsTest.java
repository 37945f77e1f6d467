package dev.nightshift.training.spark;

import static dev.nightshift.training.spark.TestContext.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.inference.digest.ModelDigest;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.spark.TestContext.Killed;
import dev.nightshift.training.spark.preference.DpoJob;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingJobsTest {

  @TempDir static Path folder;

  private static Path texts;
  private static Path validation;

  /** Thirty steps that were not killed: what several tests compare with. */
  private static JobOutcome thirty;

  @BeforeAll
  static void write() throws IOException {
    SmallData.tokenizer(folder);
    SmallData.config(folder);
    texts = SmallData.texts(folder, "texts", 60);
    validation = SmallData.texts(folder, "validation", 12);
    thirty = new TestContext(folder, "thirty").run(new PretrainJob(), pretrain("30"));
  }

  @Test
  void aModelIsTrainedMeasuredAndRegistered() throws IOException {
    TestContext context = new TestContext(folder, "thirty");
    JobOutcome outcome = thirty;

    Path model = model(outcome);
    assertThat(model).isEqualTo(folder.resolve("lake/models/thirty"));
    assertThat(outcome.counts())
        .containsEntry("sequences", 60L)
        .containsEntry("validation-sequences", 12L)
        .containsEntry("steps", 30L);
    double before = outcome.values().get("before/validation/loss");
    assertThat(before).isCloseTo(Math.log(16), within(.6));
    assertThat(outcome.values().get("validation/loss")).isLessThan(before / 2);
    assertThat(outcome.values()).containsKeys("validation/bits-per-byte", "tokens-per-second");

    ModelDigest digest = ModelDigest.of(model);
    JsonNode manifest = new ObjectMapper().readTree(model.resolve("manifest.json").toFile());
    assertThat(manifest.path("model_digest").asText()).isEqualTo(digest.model());
    assertThat(manifest.path("run").asText()).isEqualTo("thirty");
    assertThat(manifest.path("parent_digest").isNull()).isTrue();
    assertThat(manifest.path("inputs").path("data").path("digest").asText()).hasSize(64);
    List<Row> models = context.rows("models").collectAsList();
    assertThat(models).hasSize(1);
    assertThat(models.get(0).<String>getAs("model_digest")).isEqualTo(digest.model());
    assertThat(models.get(0).<String>getAs("stage")).isEqualTo("pretrain");

    assertThat(context.metrics().get("train/loss")).hasSize(30);
    assertThat(context.metrics().get("validation/loss")).containsOnlyKeys(0L, 20L, 30L);
    assertThat(context.workFolder()).isEmptyDirectory();
  }

  @Test
  void aFreshModelIsMadeWithoutTraining() throws IOException {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("config", folder.resolve("config.json").toString());
    options.put("tokenizer", folder.resolve("tokenizer").toString());
    Path made = model(new TestContext(folder, "initialize-1").run(new InitializeJob(), options));
    // A training of no matter how many steps starts from the same weights.
    Map<String, String> training = pretrain("1");
    training.keySet().removeAll(List.of("config", "tokenizer"));
    training.put("model", made.toString());
    Path trained = model(new TestContext(folder, "pretrain-1").run(new PretrainJob(), training));
    Path fresh =
        model(new TestContext(folder, "pretrain-fresh").run(new PretrainJob(), pretrain("1")));
    assertThat(ModelDigest.of(trained).weights()).isEqualTo(ModelDigest.of(fresh).weights());
    assertThat(ModelDigest.of(made).weights()).isNotEqualTo(ModelDigest.of(fresh).weights());
  }

  @Test
  void aPublishedModelTrainsOnAsIfItHadNotStopped() throws IOException {
    Map<String, String> options = pretrain("12");
    options.put("schedule", "constant");
    Path whole = model(new TestContext(folder, "pretrain-12").run(new PretrainJob(), options));
    Map<String, String> half = new LinkedHashMap<>(options);
    half.put("steps", "5");
    Path part = model(new TestContext(folder, "pretrain-5").run(new PretrainJob(), half));

    Map<String, String> rest = new LinkedHashMap<>(options);
    rest.keySet().removeAll(List.of("config", "tokenizer"));
    rest.putAll(Map.of("model", part.toString(), "resume", "true"));
    TestContext context = new TestContext(folder, "pretrain-rest");
    Path resumed = model(context.run(new PretrainJob(), rest));

    assertThat(ModelDigest.of(resumed)).isEqualTo(ModelDigest.of(whole));
    assertThat(context.metrics().get("train/loss").keySet()).startsWith(6L).hasSize(7);

    rest.put("steps", "5");
    assertThatThrownBy(() -> new TestContext(folder, "no-more").run(new PretrainJob(), rest))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("the training has 5 steps behind it and is asked for 5");
    rest.put("data", validation.toString());
    assertThatThrownBy(() -> new TestContext(folder, "other").run(new PretrainJob(), rest))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("the model was trained with data ")
        .hasMessageContaining("Resume with the same job, data and seed, or leave out --resume.");
  }

  @Test
  void aKilledRunEndsLikeOneThatWasNot() throws IOException {
    Map<Long, Double> losses = new TestContext(folder, "thirty").metrics().get("train/loss");
    Map<String, String> options = pretrain("30");
    for (String kill : List.of("metrics/0", "metrics/2", "models/0")) {
      String table = kill.substring(0, kill.indexOf('/'));
      long segment = Long.parseLong(kill.substring(kill.indexOf('/') + 1));
      TestContext dying =
          new TestContext(folder, "pretrain-killed-" + table + segment).dyingBefore(table, segment);
      assertThatThrownBy(() -> dying.run(new PretrainJob(), options)).isInstanceOf(Killed.class);
      TestContext again = new TestContext(folder, dying.runId());
      ModelDigest seen = ModelDigest.of(model(again.run(new PretrainJob(), options)));
      assertThat(seen).as("killed before " + kill).isEqualTo(ModelDigest.of(model(thirty)));
      assertThat(again.metrics().get("train/loss")).isEqualTo(losses);
    }
  }

  /** The model's bytes and those of the moments, for 1 to 4 workers and each way to divide them. */
  @Test
  void anyNumberOfWorkersAndAnyDivisionGivesTheSameModel() throws IOException {
    Map<String, String> options = pretrain("4");
    options.put("config", SmallData.wideConfig(folder).toString());
    options.put("batch-size", "7");
    options.put("micro-batch-size", "1");
    options.put("threads", "1");
    JobOutcome whole = new TestContext(folder, "alone").run(new PretrainJob(), options);
    Path alone = model(whole);
    assertThat(Files.size(alone.resolve("model.safetensors"))).isGreaterThan(4 * 4 * 65_536);
    for (int workers = 2; workers <= 4; workers++) {
      String zero = List.of("1", "0", "3").get(workers - 2);
      options.put("workers", Integer.toString(workers));
      options.put("zero", zero);
      TestContext context = new TestContext(folder, "workers-" + workers + "-zero-" + zero);
      JobOutcome divided = context.run(new PretrainJob(), options);
      assertSame(alone, model(divided));
      assertThat(divided.values().get("validation/loss"))
          .isEqualTo(whole.values().get("validation/loss"));
    }
    Map<String, String> pairs = new LinkedHashMap<>();
    pairs.put("model", alone.toString());
    pairs.put("data", SmallData.pairs(folder, 30).toString());
    pairs.put("steps", "3");
    pairs.put("batch-size", "6");
    pairs.put("micro-batch-size", "2");
    pairs.put("max-length", "16");
    pairs.put("learning-rate", "0.001");
    pairs.put("holdout", "0.3");
    pairs.put("threads", "1");
    Path dpo = model(new TestContext(folder, "dpo-alone").run(new DpoJob(), pairs));
    pairs.put("workers", "2");
    pairs.put("zero", "3");
    assertSame(dpo, model(new TestContext(folder, "dpo-3").run(new DpoJob(), pairs)));
  }

  private static void assertSame(Path expected, Path seen) throws IOException {
    assertThat(ModelDigest.of(seen)).as(seen.toString()).isEqualTo(ModelDigest.of(expected));
    String moments = "training/optimizer.safetensors";
    assertThat(Files.mismatch(expected.resolve(moments), seen.resolve(moments)))
        .as(seen + ", moments")
        .isEqualTo(-1);
  }

  @Test
  void moreWorkersThanSlotsAreRefused() {
    Map<String, String> options = pretrain("5");
    options.put("workers", "5");
    assertThatThrownBy(() -> new TestContext(folder, "p").run(new PretrainJob(), options))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining(
            "5 workers were asked for and the master local[4] starts 4 tasks at once");
  }

  @Test
  void answersAndThenPreferencesAreLearnt() throws IOException {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("config", folder.resolve("config.json").toString());
    options.put("tokenizer", folder.resolve("tokenizer").toString());
    options.put("data", SmallData.answers(folder, 80).toString());
    options.put("epochs", "4");
    options.put("batch-size", "8");
    options.put("max-length", "16");
    options.put("learning-rate", "0.01");
    TestContext context = new TestContext(folder, "sft-1");
    JobOutcome sft = context.run(new SftJob(), options);
    assertThat(sft.counts()).containsEntry("steps", 40L);
    assertThat(sft.values().get("train/loss")).isLessThan(1.0);

    Map<String, String> pairs = new LinkedHashMap<>();
    pairs.put("model", model(sft).toString());
    pairs.put("data", SmallData.pairs(folder, 80).toString());
    pairs.put("epochs", "4");
    pairs.put("batch-size", "8");
    pairs.put("micro-batch-size", "4");
    pairs.put("max-length", "16");
    pairs.put("learning-rate", "0.003");
    pairs.put("holdout", "0.3");
    TestContext dpoContext = new TestContext(folder, "dpo-1");
    JobOutcome dpo = dpoContext.run(new DpoJob(), pairs);
    assertThat(dpo.counts().get("pairs") + dpo.counts().get("held-out-pairs")).isEqualTo(80);
    assertThat(dpo.counts().get("held-out-pairs")).isBetween(10L, 40L);
    double first = dpoContext.metric("train/loss", 1);
    assertThat(first).isCloseTo(Math.log(2), within(1e-6));
    double accuracy = dpo.values().get("held-out/rewards/accuracies");
    assertThat(accuracy).isGreaterThan(.8);
    assertThat(dpo.values().get("held-out/rewards/accuracies/low")).isBetween(.5, accuracy);
    assertThat(dpo.values().get("held-out/rewards/accuracies/high")).isBetween(accuracy, 1.0);
    assertThat(dpo.values().get("held-out/rewards/margins")).isPositive();
    JsonNode manifest = new ObjectMapper().readTree(model(dpo).resolve("manifest.json").toFile());
    assertThat(manifest.path("parent_digest").asText())
        .isEqualTo(ModelDigest.of(model(sft)).model());
  }

  @Test
  void allFaultsOfARequestAreListed() {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("data", texts.toString());
    options.put("label-smoothing", "0.7");
    options.put("batch-size", "0");
    assertThatThrownBy(() -> new TestContext(folder, "d").run(new DpoJob(), options))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("neither --steps nor --epochs was given")
        .hasMessageContaining("--batch-size is 0. Give at least 1.")
        .hasMessageContaining("no model was given")
        .hasMessageContaining("--label-smoothing is 0.7. Give a number from 0 to below .5.");
  }

  @Test
  void parametersAreNotDividedWithAnAdapter() {
    Map<String, String> options = pretrain("5");
    options.put("zero", "3");
    options.put("average-decay", "0.9");
    assertThatThrownBy(() -> new TestContext(folder, "z").run(new PretrainJob(), options))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("--zero 3 is for all weights on the CPU, without an average")
        .hasMessageContaining("or give --zero 1");
    options.put("zero", "2");
    assertThatThrownBy(() -> new TestContext(folder, "z").run(new PretrainJob(), options))
        .hasMessageContaining("--zero is '2'. Give 0, 1 or 3.");
  }

  @Test
  void dataWithoutTheNeededColumnIsRefused() {
    Map<String, String> options = pretrain("5");
    options.put("data", folder.resolve("config.json").toString());
    assertThatThrownBy(() -> new TestContext(folder, "c").run(new PretrainJob(), options))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("has no column 'text'");
  }

  /**
   * Sixty texts, a line that breaks off, a row without its text and one of which nothing is left.
   */
  @Test
  void rowsThatTeachNothingAreToldWithTheirFileAndReason() throws IOException {
    Path data = folder.resolve("some-bad.jsonl");
    Files.writeString(
        data,
        Files.readString(texts)
            + "{\"text\": \"breaks off\n"
            + "{\"title\": \"none\"}\n"
            + "{\"text\": \"\"}\n");
    Map<String, String> options = pretrain("2");
    options.put("data", data.toString());
    TestContext context = new TestContext(folder, "some-bad");
    JobOutcome outcome = context.run(new PretrainJob(), options);
    assertThat(outcome.counts())
        .containsEntry("sequences", 60L)
        .containsEntry("rejected", 3L)
        .containsEntry("rejected/malformed-line", 1L)
        .containsEntry("rejected/no-value", 1L)
        .containsEntry("rejected/nothing-to-learn", 1L);
    List<Row> rejects = context.rows("rejects").orderBy("reason").collectAsList();
    assertThat(rejects)
        .extracting(row -> row.<String>getAs("reason"))
        .containsExactly("malformed-line", "no-value", "nothing-to-learn");
    assertThat(rejects)
        .allSatisfy(row -> assertThat(row.<String>getAs("file")).endsWith("some-bad.jsonl"));
    assertThat(new String(rejects.get(0).<byte[]>getAs("raw"), StandardCharsets.UTF_8))
        .isEqualTo("{\"text\": \"breaks off");
  }

  @Test
  void aFolderThatIsNoModelIsNotReplaced() throws IOException {
    Path precious = Files.createDirectories(folder.resolve("precious"));
    Files.writeString(precious.resolve("letter.txt"), "dear");
    Map<String, String> options = pretrain("5");
    options.put("output", precious.toString());
    assertThatThrownBy(() -> new TestContext(folder, "o").run(new PretrainJob(), options))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("exists and is no model that Nightshift made");
    assertThat(precious.resolve("letter.txt")).hasContent("dear");
  }

  /** Noise learnt by heart says ever less about other noise: the held-out loss rises again. */
  @Test
  void aTrainingThatNoLongerGeneralisesEndsAndItsBestModelIsKept() throws IOException {
    Map<String, String> options = pretrain("400");
    options.put("data", SmallData.noise(folder, "noise", 12).toString());
    options.put("validation", SmallData.noise(folder, "other-noise", 12).toString());
    options.put("evaluate-every", "10");
    options.put("checkpoint-every", "30");
    options.put("early-stop", "3");
    options.put("keep", "best");
    options.put("schedule", "constant");
    TestContext whole = new TestContext(folder, "early");
    JobOutcome outcome = whole.run(new PretrainJob(), options);

    long steps = outcome.counts().get("steps");
    long selected = outcome.counts().get("selected-step");
    assertThat(steps).isLessThan(400).isEqualTo(selected + 30);
    Map<Long, Double> losses = whole.metrics().get("validation/loss");
    assertThat(losses).hasSize((int) steps / 10 + 1);
    double least = losses.values().stream().mapToDouble(v -> v).min().orElseThrow();
    assertThat(losses.get(selected)).isEqualTo(least);
    assertThat(outcome.values().get("validation/loss")).isEqualTo(least);

    long segment = selected / 10 + 1;
    TestContext dying = new TestContext(folder, "early-killed").dyingBefore("metrics", segment);
    options.put("checkpoint-every", "10");
    assertThatThrownBy(() -> dying.run(new PretrainJob(), options)).isInstanceOf(Killed.class);
    TestContext again = new TestContext(folder, dying.runId());
    JobOutcome resumed = again.run(new PretrainJob(), options);
    assertThat(ModelDigest.of(model(resumed))).isEqualTo(ModelDigest.of(model(outcome)));
    assertThat(resumed.counts())
        .containsEntry("steps", steps)
        .containsEntry("selected-step", selected);
  }

  @Test
  void anEarlyEndNeedsMeasurements() throws IOException {
    Map<String, String> options = pretrain("10");
    options.put("early-stop", "2");
    options.put("evaluate-every", "0");
    TestContext context = new TestContext(folder, "blind");
    assertThatThrownBy(() -> context.run(new PretrainJob(), options))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("--early-stop and --keep best need measurements on the way");
    options.put("evaluate-every", "5");
    options.remove("validation");
    TestContext without = new TestContext(folder, "without");
    assertThatThrownBy(() -> without.run(new PretrainJob(), options))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("need held-out data, and there are none");
  }

  private static Map<String, String> pretrain(String steps) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("config", folder.resolve("config.json").toString());
    options.put("tokenizer", folder.resolve("tokenizer").toString());
    options.put("data", texts.toString());
    options.put("validation", validation.toString());
    options.put("steps", steps);
    options.put("batch-size", "4");
    options.put("micro-batch-size", "2");
    options.put("max-length", "16");
    options.put("learning-rate", "0.01");
    options.put("checkpoint-every", "15");
    options.put("evaluate-every", "20");
    return options;
  }
}
