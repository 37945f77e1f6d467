package dev.nightshift.training.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.inference.digest.ModelDigest;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.meta.CharacterFiles;
import dev.nightshift.training.spark.TestContext.Killed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetaJobTest {

  @TempDir static Path folder;

  @Test
  void wavesAreMetaLearntMeasuredAndRegistered() throws IOException {
    Map<String, String> options = sine();
    options.put("nearest-tasks", "4");
    TestContext whole = new TestContext(folder, "meta-whole");
    JobOutcome outcome = run(whole, options);
    assertThat(outcome.counts())
        .containsEntry("steps", 9L)
        .containsEntry("tasks", 36L)
        .containsEntry("parameters", 1761L);
    assertThat(outcome.values())
        .containsKeys(
            "before/adapted/loss/0",
            "adapted/loss/0/low",
            "adapted/loss/2/high",
            "adapted-from-nearest/loss/2",
            "tasks-per-second")
        .doesNotContainKey("adapted/accuracy/0");
    Dataset<Row> curves = whole.rows("adaptations");
    // 24 episodes of 3 points, from 2 starts, before and after.
    assertThat(curves.count()).isEqualTo(24 * 3 * 2 * 2);
    double mean =
        curves
            .where("step = 9 and start = 'initialisation' and updates = 2")
            .selectExpr("avg(loss)")
            .first()
            .getDouble(0);
    assertThat(outcome.values().get("adapted/loss/2")).isCloseTo(mean, within(1e-12));
    Path model = TestContext.model(outcome);
    JsonNode manifest = new ObjectMapper().readTree(model.resolve("manifest.json").toFile());
    assertThat(manifest.path("model_digest").asText()).isEqualTo(NetFolder.digest(model).model());

    TestContext dying = new TestContext(folder, "meta-killed").dyingBefore("metrics", 2);
    assertThatThrownBy(() -> run(dying, options)).isInstanceOf(Killed.class);
    JobOutcome resumed = run(new TestContext(folder, dying.runId()), options);
    assertThat(digest(resumed)).isEqualTo(digest(outcome));
    assertThat(resumed.values().get("adapted/loss/2"))
        .isEqualTo(outcome.values().get("adapted/loss/2"));
    options.put("workers", "3");
    options.put("checkpoint-every", "9");
    options.put("threads", "1");
    options.put("zero", "1");
    JobOutcome divided = run(new TestContext(folder, "meta-3"), options);
    assertThat(digest(divided)).isEqualTo(digest(outcome));
    assertThat(divided.values().get("adapted/loss/2"))
        .isEqualTo(outcome.values().get("adapted/loss/2"));
  }

  @Test
  void aPublishedNetLearnsOnAsIfItHadNotStopped() throws IOException {
    Map<String, String> options = sine();
    options.put("evaluate-every", "0");
    ModelDigest whole = digest(run(new TestContext(folder, "meta-9"), options));
    Map<String, String> part = new LinkedHashMap<>(options);
    part.put("steps", "4");
    JobOutcome half = run(new TestContext(folder, "meta-4"), part);
    assertThat(digest(half)).isNotEqualTo(whole);

    options.put("model", TestContext.model(half).toString());
    assertThatThrownBy(() -> run(new TestContext(folder, "meta-anew"), options))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("--model was given, and the protocol sine has a net of its own")
        .hasMessageContaining("--resume");
    options.put("resume", "true");
    TestContext rest = new TestContext(folder, "meta-rest");
    assertThat(digest(run(rest, options))).isEqualTo(whole);
    assertThat(rest.metrics().get("train/loss").keySet()).startsWith(5L).hasSize(5);

    options.put("method", "reptile");
    assertThatThrownBy(() -> run(new TestContext(folder, "meta-other"), options))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("Resume with the protocol, method and sizes");
  }

  @Test
  void drawnCharactersAreToldApart() throws IOException {
    Path archive = CharacterFiles.made(folder.resolve("drawn"), 8, 3, 5);
    Map<String, String> options = new LinkedHashMap<>();
    options.put("method", "protonet");
    options.put("protocol", "omniglot");
    options.put("data", archive.getParent().toString());
    options.put("ways", "3");
    options.put("shots", "2");
    options.put("queries", "3");
    options.put("filters", "8");
    options.put("steps", "30");
    options.put("meta-batch-size", "4");
    options.put("learning-rate", "0.005");
    options.put("episodes", "30");
    JobOutcome outcome = run(new TestContext(folder, "protonet"), options);
    assertThat(outcome.values().get("adapted/accuracy/0")).isGreaterThan(.5);
    assertThat(outcome.values().get("adapted/accuracy/0/low"))
        .isLessThan(outcome.values().get("adapted/accuracy/0"));
  }

  /** Each task answers with another word, whatever the prompt: only examples can tell which. */
  @Test
  void aLanguageModelLearnsToAdaptToTasks() throws IOException {
    SmallData.tokenizer(folder);
    SmallData.config(folder);
    List<String> words =
        List.of("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten");
    Path tasks = Files.createDirectories(folder.resolve("bbh"));
    for (int task = 0; task < words.size(); task++) {
      List<String> examples = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        examples.add(
            "{\"input\": \"%s %s\", \"target\": \"%s\"}"
                .formatted(words.get(i), words.get((i + task) % 10), words.get(task)));
      }
      Files.writeString(
          tasks.resolve("task" + task + ".json"),
          "{\"canary\": \"none\", \"examples\": [" + String.join(",", examples) + "]}");
    }
    Map<String, String> options = new LinkedHashMap<>();
    options.put("method", "maml");
    options.put("protocol", "language");
    options.put("config", folder.resolve("config.json").toString());
    options.put("tokenizer", folder.resolve("tokenizer").toString());
    options.put("data", tasks.toString());
    options.put("shots", "4");
    options.put("queries", "4");
    options.put("inner-learning-rate", "0.1");
    options.put("adaptation-steps", "3");
    options.put("steps", "15");
    options.put("learning-rate", "0.01");
    options.put("clip", "1");
    options.put("episodes", "12");
    options.put("max-length", "32");
    JobOutcome outcome = run(new TestContext(folder, "language"), options);
    assertThat(outcome.values().get("adapted/loss/3"))
        .isLessThan(outcome.values().get("adapted/loss/0"))
        .isLessThan(outcome.values().get("before/adapted/loss/3"));
    Path model = TestContext.model(outcome);
    assertThat(ModelDigest.of(model).model()).hasSize(64);
    options.put("method", "anil");
    options.put("steps", "2");
    options.put("episodes", "2");
    assertThat(run(new TestContext(folder, "anil"), options).counts()).containsEntry("steps", 2L);
  }

  @Test
  void allFaultsOfARequestAreListed() throws IOException {
    Map<String, String> options = sine();
    options.put("method", "protonet");
    options.put("shots", "0");
    options.put("inner-learning-rate", "-1");
    options.put("zero", "3");
    options.put("config", SmallData.config(folder).toString());
    assertThatThrownBy(() -> run(new TestContext(folder, "f"), options))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("--shots is 0. Give at least 1.")
        .hasMessageContaining("--inner-learning-rate is -1.0.")
        .hasMessageContaining("--zero is '3'. Give 0 or 1")
        .hasMessageContaining("--method protonet compares classes, and the protocol sine has none")
        .hasMessageContaining("--config was given, and the protocol sine has a net of its own");
    options.put("protocol", "omniglot");
    assertThatThrownBy(() -> run(new TestContext(folder, "f"), options))
        .hasMessageContaining("no --data was given");
  }

  private static Map<String, String> sine() {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("method", "maml");
    options.put("protocol", "sine");
    options.put("steps", "9");
    options.put("meta-batch-size", "4");
    options.put("adaptation-steps", "2");
    options.put("episodes", "24");
    options.put("checkpoint-every", "4");
    return options;
  }

  private static ModelDigest digest(JobOutcome outcome) {
    return NetFolder.digest(TestContext.model(outcome));
  }

  private static JobOutcome run(TestContext context, Map<String, String> options) {
    return context.run(new MetaJob(), options);
  }
}
