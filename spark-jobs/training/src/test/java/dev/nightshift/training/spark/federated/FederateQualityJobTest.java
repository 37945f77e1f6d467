package dev.nightshift.training.spark.federated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.classifiers.quality.QualityModel;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.federated.classifier.LabelledTexts;
import dev.nightshift.training.spark.TestContext;
import dev.nightshift.training.spark.TestContext.Killed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Deeplearning4j network that its clients train, with what serves language models. */
class FederateQualityJobTest {

  @TempDir static Path folder;

  private static Path texts;

  @BeforeAll
  static void write() throws IOException {
    texts = LabelledTexts.write(folder.resolve("labelled.jsonl"), 6, 24);
  }

  private static Map<String, String> options(String... more) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("data", texts.toString());
    options.put("client-key", "site");
    options.put("rounds", "4");
    options.put("clients-per-round", "4");
    options.put("client-learning-rate", "0.03");
    options.put("hashed-features", "128");
    options.put("hidden", "8");
    options.put("batch-size", "6");
    options.put("checkpoint-every", "3");
    options.put("held-out-share", "0.25");
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    return options;
  }

  private static QualityModel model(JobOutcome outcome) {
    return QualityModel.load(Path.of(outcome.artifacts().get("quality-model")));
  }

  @Test
  void aClassifierIsTrainedByItsClientsAndNeitherTasksNorAKillChangeABit() {
    TestContext context = new TestContext(folder, "quality-1");
    JobOutcome outcome = context.run(new FederateQualityJob(), options("partitions", "1"));
    assertThat(outcome.counts())
        .containsEntry("clients", 6L)
        .containsEntry("examples", 108L)
        .containsEntry("rounds", 4L)
        .containsEntry("clients-trained", 16L);
    assertThat(outcome.values().get("validation/loss"))
        .isLessThan(.5 * outcome.values().get("before/validation/loss"));
    assertThat(outcome.values().get("accuracy")).isGreaterThan(.9);
    assertThat(outcome.values().get("accuracy"))
        .isCloseTo(outcome.values().get("validation/accuracy"), within(1e-12));
    assertThat(outcome.values().get("auc")).isGreaterThan(.95);
    QualityModel model = model(outcome);
    assertThat(model.score("the miller found a box of letters, and her brother sold three maps"))
        .isGreaterThan(model.score("click here | login share | cookies"));
    Row row = context.rows("models").first();
    assertThat(row.<String>getAs("model_digest")).isEqualTo(model.digest());
    assertThat(context.rows("rounds").count()).isEqualTo(4);

    TestContext killed = new TestContext(folder, "quality-7").dyingBefore("metrics", 4);
    assertThatThrownBy(() -> killed.run(new FederateQualityJob(), options("partitions", "7")))
        .isInstanceOf(Killed.class);
    TestContext again = new TestContext(folder, "quality-7");
    JobOutcome resumed = again.run(new FederateQualityJob(), options("partitions", "7"));
    assertThat(model(resumed).digest()).isEqualTo(model.digest());
    assertThat(resumed.values()).isEqualTo(outcome.values());
  }

  /** Masks, noise and control variates see vectors, whatever they are of. */
  @Test
  void whatLooksAtVectorsServesANetworkToo() throws IOException {
    String secret =
        "file:" + Files.writeString(folder.resolve("secret"), "00112233445566778899aabbccddeeff");
    TestContext context = new TestContext(folder, "hidden");
    JobOutcome hidden =
        context.run(
            new FederateQualityJob(),
            options(
                "rounds",
                "1",
                "secure",
                "true",
                "secret-source",
                secret,
                "privacy",
                "central",
                "client-sampling",
                "fixed",
                "validation",
                LabelledTexts.write(folder.resolve("public.jsonl"), 6, 30).toString(),
                "epsilon",
                "8"));
    assertThat(hidden.values()).containsEntry("cut-share", 0.0).doesNotContainKey("client-loss");
    assertThat(hidden.values().get("epsilon")).isBetween(7.0, 8.0);
    assertThat(context.rows("rounds").first().toString()).doesNotContain("site-");
    Path output = folder.resolve("scaffold");
    JobOutcome scaffold =
        new TestContext(folder, "scaffold")
            .commit(
                new FederateQualityJob(),
                options(
                    "rounds",
                    "2",
                    "method",
                    "scaffold",
                    "updater",
                    "sgd",
                    "client-learning-rate",
                    "0.2",
                    "output",
                    output.toString()));
    assertThat(scaffold.values().get("validation/loss"))
        .isLessThan(scaffold.values().get("before/validation/loss"));
    assertThat(
            new TestContext(folder, "replay")
                .run(new ReplayRoundJob(), Map.of("model", output.toString(), "round", "2"))
                .counts())
        .containsEntry("rounds-computed", 2L);
  }

  @Test
  void allFaultsAreToldAtOnce() {
    assertThatThrownBy(
            () ->
                new TestContext(folder, "faults")
                    .run(
                        new FederateQualityJob(),
                        options(
                            "method",
                            "scaffold",
                            "hidden",
                            "0",
                            "l2",
                            "-1",
                            "rounds",
                            "0",
                            "client-key",
                            "label")))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("--hidden is 0")
        .hasMessageContaining("--l2 is -1.0")
        .hasMessageContaining("--rounds is 0")
        .hasMessageContaining("--client-key is label")
        .hasMessageContaining("--updater is adam");
    assertThatThrownBy(
            () ->
                new TestContext(folder, "scale")
                    .run(
                        new FederateQualityJob(),
                        options(
                            "secure",
                            "true",
                            "secret-source",
                            "file:" + folder.resolve("secret-there"),
                            "held-out-share",
                            "0")))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("the dense features have no rows to be scaled by")
        .hasMessageContaining("no secret is at");
    assertThatThrownBy(
            () ->
                new TestContext(folder, "key")
                    .run(new FederateQualityJob(), options("client-key", "person")))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("no row has a value in column 'person'");
  }
}
