package dev.nightshift.training.spark.preference;

import static dev.nightshift.training.spark.TestContext.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.inference.digest.ModelDigest;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.spark.InitializeJob;
import dev.nightshift.training.spark.Publication;
import dev.nightshift.training.spark.SmallData;
import dev.nightshift.training.spark.TestContext;
import dev.nightshift.training.spark.TestContext.Killed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Preferences in all their forms, through the job {@code dpo}. */
class PreferenceJobsTest {

  @TempDir static Path folder;

  private static Path model;

  @BeforeAll
  static void makeModel() throws IOException {
    SmallData.tokenizer(folder);
    SmallData.config(folder);
    Map<String, String> options = new LinkedHashMap<>();
    options.put("config", folder.resolve("config.json").toString());
    options.put("tokenizer", folder.resolve("tokenizer").toString());
    model = model(new TestContext(folder, "fresh").run(new InitializeJob(), options));
  }

  @Test
  void whatCannotBeLearntFromGoesToRejectsWithItsReason() throws IOException {
    List<String> lines =
        List.of(
            pair("one two three", "four", "two"),
            pair("two three four", "five", "three"),
            pair("three four five", "six", "four"),
            pair("one two", "three", "three"),
            pair("one two", "three", " "),
            "{\"chosen\": \"six seven\", \"rejected\": \"nine ten\"}",
            pair("one ".repeat(30), "two", "three"),
            pair("one two", "zero", "none"),
            "{\"prompt\": \"two\", \"chosen\": \"one\", \"rejected\": \"three\","
                + " \"chosen_score\": 1, \"rejected_score\": 2}");
    Path data = Files.write(folder.resolve("dirty.jsonl"), lines);
    TestContext context = new TestContext(folder, "dirty");
    Map<String, String> options = options(data, "2");
    options.put("holdout", "0");
    JobOutcome outcome = context.run(new DpoJob(), options);

    assertThat(outcome.counts())
        .containsEntry("pairs", 3L)
        .containsEntry("rejected", 6L)
        .containsEntry("rejected/equal-answers", 2L)
        .containsEntry("rejected/empty-answer", 1L)
        .containsEntry("rejected/no-shared-prompt", 1L)
        .containsEntry("rejected/overlong-prompt", 1L)
        .containsEntry("rejected/swapped-labels", 1L)
        .containsEntry("reference-computed", 6L);
    List<Row> rejects = context.rows("rejects").where("reason = 'overlong-prompt'").collectAsList();
    assertThat(rejects).hasSize(1);
    Row reject = rejects.get(0);
    assertThat(reject.<String>getAs("stage")).isEqualTo("dpo");
    assertThat(reject.<String>getAs("file")).endsWith("dirty.jsonl");
    assertThat(reject.<String>getAs("detail"))
        .isEqualTo("the prompt has 30 tokens, and 14 fit with its answers");
    assertThat(new String(reject.<byte[]>getAs("raw"), StandardCharsets.UTF_8))
        .contains("\"chosen\":\"two\"");

    options.put("overlong-prompts", "truncate");
    JobOutcome cut = new TestContext(folder, "cut").run(new DpoJob(), options);
    assertThat(cut.counts())
        .containsEntry("pairs", 4L)
        .containsEntry("rejected", 5L)
        .containsEntry("prompts-truncated", 1L);
  }

  /**
   * The second night has one pair more: only its answers are computed, and nothing else changes.
   */
  @Test
  void theReferenceIsComputedOnceForAllNights() throws IOException {
    Path data = SmallData.pairs(folder, 20);
    List<String> lines = Files.readAllLines(data);
    TestContext nights = new TestContext(folder.resolve("nights"), "nights");
    JobOutcome first = nights.commit(new DpoJob(), options(data, "3"));
    long answers = first.counts().get("reference-computed");
    assertThat(answers).isPositive();
    assertThat(first.counts()).containsEntry("reference-reused", 40 - answers);

    Map<String, String> again = options(data, "3");
    again.put("learning-rate", "0.002");
    again.put("loss", "ipo");
    JobOutcome second = nights.commit(new DpoJob(), again);
    assertThat(second.counts())
        .containsEntry("reference-computed", 0L)
        .containsEntry("reference-reused", 40L);

    // The same training where nothing is known yet: the same bits.
    TestContext elsewhere = new TestContext(folder, "elsewhere");
    Path fresh = model(elsewhere.run(new DpoJob(), again));
    assertThat(ModelDigest.of(fresh)).isEqualTo(ModelDigest.of(model(second)));

    Path longer = folder.resolve("longer.jsonl");
    Files.write(longer, lines);
    Files.writeString(longer, pair("ten nine eight", "seven", "nine"), StandardOpenOption.APPEND);
    assertThat(nights.commit(new DpoJob(), options(longer, "3")).counts())
        .containsEntry("reference-computed", 2L)
        .containsEntry("reference-reused", 40L);
  }

  @Test
  void anotherReferenceMayJudge() throws IOException {
    Path data = SmallData.pairs(folder, 20);
    Path moved = model(new TestContext(folder, "moved").run(new DpoJob(), options(data, "4")));
    Map<String, String> options = options(data, "1");
    options.put("reference", moved.toString());
    TestContext context = new TestContext(folder, "judged");
    context.run(new DpoJob(), options);
    double loss = context.metric("train/loss", 1);
    assertThat(Math.abs(loss - Math.log(2))).isGreaterThan(1e-4);
  }

  /** KTO learns from labels, BCO too; what compares two answers refuses them. */
  @Test
  void answersWithLabelsAreLearntAndAKilledRunEndsTheSame() throws IOException {
    Path data = SmallData.labelled(folder, 60);
    Map<String, String> options = options(data, "8");
    options.put("loss", "kto");
    options.put("undesirable-weight", "1.5");
    options.put("learning-rate", "0.01");
    options.put("checkpoint-every", "3");
    TestContext context = new TestContext(folder, "kto");
    JobOutcome outcome = context.run(new DpoJob(), options);
    long examples = outcome.counts().get("examples");
    assertThat(examples).isBetween(40L, 59L);
    assertThat(outcome.counts()).containsEntry("held-out-examples", 60 - examples);
    assertThat(context.metrics().get("train/kl")).hasSize(8);
    assertThat(context.metric("held-out/loss", 8)).isLessThan(context.metric("held-out/loss", 0));
    assertThat(outcome.values()).doesNotContainKey("held-out/rewards/accuracies");

    TestContext dying = new TestContext(folder, "kto-killed").dyingBefore("metrics", 2);
    assertThatThrownBy(() -> dying.run(new DpoJob(), options)).isInstanceOf(Killed.class);
    options.put("workers", "2");
    Path resumed = model(new TestContext(folder, "kto-killed").run(new DpoJob(), options));
    assertThat(ModelDigest.of(resumed)).isEqualTo(ModelDigest.of(model(outcome)));

    options.put("loss", "sigmoid:1,kto:0.1");
    options.remove("undesirable-weight");
    assertThatThrownBy(() -> new TestContext(folder, "refused").run(new DpoJob(), options))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("has single answers with labels, and the loss sigmoid:1.0,kto:0.1")
        .hasMessageContaining("Give --loss kto or --loss bco, or pairs.");
  }

  @Test
  void aLossWithoutAReferenceComputesNone() throws IOException {
    Map<String, String> options = options(SmallData.pairs(folder, 30), "4");
    options.put("loss", "orpo");
    TestContext context = new TestContext(folder.resolve("orpo"), "orpo");
    JobOutcome outcome = context.run(new DpoJob(), options);
    assertThat(outcome.counts()).doesNotContainKey("reference-computed");
    assertThat(outcome.values()).containsKeys("held-out/nll_loss", "held-out/rewards/accuracies");
    assertThat(context.lake().exists("reference_log_probs")).isFalse();
    List<Row> heldOut = context.rows("held_out").where("step = 4").collectAsList();
    assertThat(heldOut).hasSize(outcome.counts().get("held-out-pairs").intValue());
    assertThat(heldOut.stream().mapToDouble(PreferenceJobsTest::isRight).average().orElseThrow())
        .isEqualTo(outcome.values().get("held-out/rewards/accuracies"));
    options.put("workers", "3");
    options.put("micro-batch-size", "2");
    Path divided = model(new TestContext(folder, "orpo-3").run(new DpoJob(), options));
    assertThat(ModelDigest.of(divided)).isEqualTo(ModelDigest.of(model(outcome)));
  }

  private static double isRight(Row pair) {
    Map<String, Double> values = pair.getJavaMap(pair.fieldIndex("values"));
    return values.get("rewards/chosen") > values.get("rewards/rejected") ? 1 : 0;
  }

  /** An adapter learns from messages, at its own rate; the base is the reference. */
  @Test
  void messagesAreLearntByAnAdapter() throws IOException {
    Path chatty = folder.resolve("chatty");
    Publication.copyTree(model, chatty);
    Files.writeString(
        chatty.resolve("chat_template.jinja"),
        "{% for m in messages %}{{ m.content }} {% endfor %}");
    Path data = SmallData.conversations(folder, 24);
    Map<String, String> options = options(data, "3");
    options.put("model", chatty.toString());
    options.remove("learning-rate");
    options.put("lora-rank", "2");
    TestContext context = new TestContext(folder, "chat");
    JobOutcome outcome = context.run(new DpoJob(), options);
    assertThat(outcome.counts().get("rejected")).isZero();
    assertThat(context.metric("train/loss", 1)).isCloseTo(Math.log(2), within(1e-6));
    assertThat(context.metric("train/learning-rate", 1)).isEqualTo(1e-5);
    Path adapter = model(outcome).resolve("adapter/adapter_model.safetensors");
    assertThat(adapter).exists();
  }

  @Test
  void aPublishedTrainingGoesOnWithItsReference() throws IOException {
    Path data = SmallData.pairs(folder, 30);
    Path whole = model(new TestContext(folder, "six").run(new DpoJob(), options(data, "6")));
    Path part = model(new TestContext(folder, "four").run(new DpoJob(), options(data, "4")));
    Map<String, String> rest = options(data, "6");
    rest.putAll(Map.of("model", part.toString(), "resume", "true"));
    Path resumed = model(new TestContext(folder, "rest").run(new DpoJob(), rest));
    assertThat(ModelDigest.of(resumed)).isEqualTo(ModelDigest.of(whole));
  }

  private static Map<String, String> options(Path data, String steps) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("model", model.toString());
    options.put("data", data.toString());
    options.put("steps", steps);
    options.put("batch-size", "6");
    options.put("micro-batch-size", "2");
    options.put("max-length", "16");
    options.put("learning-rate", "0.001");
    options.put("schedule", "constant");
    options.put("holdout", "0.2");
    options.put("threads", "1");
    return options;
  }

  private static String pair(String prompt, String chosen, String rejected) {
    return "{\"prompt\": \"%s\", \"chosen\": \"%s\", \"rejected\": \"%s\"}"
        .formatted(prompt, chosen, rejected);
  }
}
