package dev.nightshift.training.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.classifiers.quality.QualityModel;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.federated.classifier.LabelledTexts;
import dev.nightshift.training.spark.TestContext.Killed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Deeplearning4j network that its clients train, with what serves language models. */
class FederateQualityJobTest {

  @TempDir Path folder;

  private Path texts;

  @BeforeEach
  void write() throws IOException {
    texts = LabelledTexts.write(folder.resolve("labelled.jsonl"), 8, 24);
  }

  private Map<String, String> options(String... more) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("data", texts.toString());
    options.put("client-key", "site");
    options.put("rounds", "6");
    options.put("clients-per-round", "5");
    options.put("client-learning-rate", "0.02");
    options.put("hashed-features", "128");
    options.put("hidden", "8");
    options.put("batch-size", "6");
    options.put("checkpoint-every", "4");
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
        .containsEntry("clients", 8L)
        .containsEntry("examples", 144L)
        .containsEntry("rounds", 6L)
        .containsEntry("clients-trained", 30L);
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
    assertThat(context.rows("rounds").count()).isEqualTo(6);

    TestContext killed = new TestContext(folder, "quality-7").dyingBefore("metrics", 6);
    assertThatThrownBy(() -> killed.run(new FederateQualityJob(), options("partitions", "7")))
        .isInstanceOf(Killed.class);
    TestContext again = new TestContext(folder, "quality-7");
    JobOutcome resumed = again.run(new FederateQualityJob(), options("partitions", "7"));
    assertThat(model(resumed).digest()).isEqualTo(model.digest());
    assertThat(resumed.values()).isEqualTo(outcome.values());
  }

  /** Masks, noise, robust rules and control variates see vectors, whatever they are of. */
  @Test
  void whatLooksAtVectorsServesANetworkToo() throws IOException {
    String secret =
        "file:" + Files.writeString(folder.resolve("secret"), "00112233445566778899aabbccddeeff");
    JobOutcome clear =
        new TestContext(folder, "clear").run(new FederateQualityJob(), options("rounds", "1"));
    JobOutcome masked =
        new TestContext(folder, "masked")
            .run(
                new FederateQualityJob(),
                options(
                    "rounds", "1", "secure", "true", "secret-source", secret, "secure-range", "8"));
    assertThat(masked.values().get("cut-share")).isZero();
    // Masked runs scale their features by the held-out rows, so they are near, not equal.
    assertThat(masked.values().get("validation/loss"))
        .isCloseTo(clear.values().get("validation/loss"), within(.1));
    JobOutcome krum =
        new TestContext(folder, "krum")
            .run(
                new FederateQualityJob(),
                options("rounds", "2", "rule", "krum", "attack", "scale", "attack-share", "0.15"));
    assertThat(krum.counts()).containsEntry("rounds", 2L);
    JobOutcome noisy =
        new TestContext(folder, "noisy")
            .run(
                new FederateQualityJob(),
                options(
                    "rounds", "2", "privacy", "central", "secret-source", secret, "epsilon", "8"));
    assertThat(noisy.values().get("epsilon")).isBetween(4.0, 8.0);
    JobOutcome scaffold =
        new TestContext(folder, "scaffold")
            .run(
                new FederateQualityJob(),
                options(
                    "rounds", "2", "method", "scaffold", "updater", "sgd",
                    "client-learning-rate", "0.2"));
    assertThat(scaffold.values().get("validation/loss"))
        .isLessThan(scaffold.values().get("before/validation/loss"));
  }

  @Test
  void allFaultsAreToldAtOnce() {
    assertThatThrownBy(
            () ->
                new TestContext(folder, "faults")
                    .run(
                        new FederateQualityJob(),
                        options(
                            "method", "scaffold", "hidden", "0", "l2", "-1", "rounds", "0",
                            "client-key", "label")))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("--hidden is 0")
        .hasMessageContaining("--l2 is -1.0")
        .hasMessageContaining("--rounds is 0")
        .hasMessageContaining("--client-key is label")
        .hasMessageContaining("--updater is adam");
    assertThatThrownBy(
            () ->
                new TestContext(folder, "key")
                    .run(new FederateQualityJob(), options("client-key", "person")))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("no row has a value in column 'person'");
  }
}
