package dev.nightshift.training.spark.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.inference.digest.ModelDigest;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.meta.CharacterFiles;
import dev.nightshift.training.meta.MetaMethod;
import dev.nightshift.training.meta.MetaProgram;
import dev.nightshift.training.meta.MetaSettings;
import dev.nightshift.training.meta.SinePoints;
import dev.nightshift.training.meta.SineProtocol;
import dev.nightshift.training.meta.TaskFamily;
import dev.nightshift.training.meta.TaskFamily.Side;
import dev.nightshift.training.optimizer.AdamWSettings;
import dev.nightshift.training.optimizer.LearningRateSchedule;
import dev.nightshift.training.spark.SmallData;
import dev.nightshift.training.spark.TestContext;
import dev.nightshift.training.spark.TestContext.Killed;
import dev.nightshift.training.state.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetaJobTest {

  @TempDir static Path folder;

  @Test
  void wavesAreMetaLearntMeasuredAndRegistered() throws IOException {
    Map<String, String> options = sine();
    options.put("nearest-tasks", "4");
    options.put("evaluate-every", "4");
    TestContext whole = new TestContext(folder, "meta-whole");
    JobOutcome outcome = run(whole, options);
    assertThat(whole.lines())
        .contains("measured on 24 episodes: published results are means over 600 or more");
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
        .doesNotContainKeys(
            "adapted/accuracy/0", "adapted/loss/0/task-low", "validation/adapted/loss/0");
    Dataset<Row> curves = whole.rows("adaptations");
    // 24 episodes of 3 points, from 2 starts: before, after 4 and 8 steps, and at the end.
    assertThat(curves.count()).isEqualTo(24 * 3 * 2 * 4);
    assertThat(curves.where("side = 'validation'").select("step").distinct().count()).isEqualTo(2);
    assertThat(curves.where("side = 'validation' and step in (4, 8)").count())
        .isEqualTo(24 * 3 * 2 * 2);
    assertThat(
            curves
                .where("side = 'validation'")
                .select("task")
                .intersect(curves.where("side = 'test'").select("task"))
                .count())
        .isZero();
    assertThat(whole.metrics().get("validation/adapted/loss/2").keySet()).containsExactly(4L, 8L);
    assertThat(whole.metrics().get("adapted/loss/2").keySet()).containsExactly(0L, 9L);
    List<String> plan = new ArrayList<>();
    TaskFamily<SinePoints> tasks = new SineProtocol(7, 10, 10).tasks();
    for (int number = 0; number < 9 * 4; number++) {
      plan.add(
          "%d %d %d train %s"
              .formatted(
                  number / 4 + 1, number % 4, number, tasks.episode(Side.TRAIN, number).task()));
    }
    assertThat(trained(whole)).containsExactlyElementsOf(plan);
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
    TestContext again = new TestContext(folder, dying.runId()).dyingAfter("trained_tasks", 2);
    assertThatThrownBy(() -> run(again, options)).isInstanceOf(Killed.class);
    TestContext rest = new TestContext(folder, dying.runId());
    JobOutcome resumed = run(rest, options);
    assertThat(digest(resumed)).isEqualTo(digest(outcome));
    assertThat(trained(rest)).containsExactlyElementsOf(plan);
    assertThat(rest.rows("adaptations").count()).isEqualTo(curves.count());
    assertThat(resumed.values().get("adapted/loss/2"))
        .isEqualTo(outcome.values().get("adapted/loss/2"));
    options.put("workers", "3");
    options.put("checkpoint-every", "9");
    options.put("threads", "1");
    options.put("zero", "1");
    TestContext three = new TestContext(folder, "meta-3");
    JobOutcome divided = run(three, options);
    assertThat(trained(three)).containsExactlyElementsOf(plan);
    assertThat(digest(divided)).isEqualTo(digest(outcome));
    assertThat(divided.values().get("adapted/loss/2"))
        .isEqualTo(outcome.values().get("adapted/loss/2"));
  }

  /** The rows of what was learnt on, in the order of their places. */
  private static List<String> trained(TestContext context) {
    return context
        .rows("trained_tasks")
        .orderBy("step", "place")
        .selectExpr("concat_ws(' ', step, place, episode, side, task)")
        .as(Encoders.STRING())
        .collectAsList();
  }

  @Test
  void knownTasksAreAdaptedToOnceInAProcess() throws IOException {
    Map<String, String> options = sine();
    options.put("steps", "1");
    options.put("episodes", "1");
    String model = TestContext.model(run(new TestContext(folder, "bank"), options)).toString();
    MetaProgram<SinePoints> program =
        new MetaProgram<>(
            new TrainingSettings(
                7, 4, 1, 2, LearningRateSchedule.constant(.1), AdamWSettings.DEFAULT, 0),
            new MetaSettings(MetaMethod.MAML, 1, .01, 2),
            new SineProtocol(7, 10, 10));
    TaskBanks banks = new TaskBanks();
    try (TaskBanks.Lease<SinePoints> one = banks.borrow(program, model, 2);
        TaskBanks.Lease<SinePoints> same = banks.borrow(program, model, 2)) {
      assertThat(same.bank()).isSameAs(one.bank());
      assertThat(one.bank().size()).isEqualTo(2);
    }
    try (TaskBanks.Lease<SinePoints> other = banks.borrow(program, model, 3)) {
      assertThat(other.bank().size()).isEqualTo(3);
      assertThat(banks.size()).isEqualTo(1);
    }
    banks.releaseIdle();
    assertThat(banks.size()).isZero();
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
    options.put("train-ways", "3");
    options.put("train-queries", "3");
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
    // Of ten tasks ⌈2.5⌉ are for the test and ⌈1.25⌉ on the way.
    assertThat(outcome.counts())
        .containsEntry("train-tasks", 5L)
        .containsEntry("validation-tasks", 2L)
        .containsEntry("test-tasks", 3L)
        .containsEntry("examples", 100L)
        .containsEntry("cut-prompts", 0L)
        .containsEntry("repeated-prompts", 0L);
    assertThat(outcome.values())
        .containsKeys("adapted/exact/3", "adapted/exact/3/high", "adapted/loss/3/task-low");
    options.put("method", "anil");
    assertThatThrownBy(() -> run(new TestContext(folder, "anil"), options))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("the head of this model is its table of embeddings")
        .hasMessageContaining("or --method maml");
    options.put("data", tasks.resolve("task3.json").toString());
    options.put("method", "maml");
    assertThatThrownBy(() -> run(new TestContext(folder, "one-file"), options))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("of 1 tasks 1 have 8 examples that fit");
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
