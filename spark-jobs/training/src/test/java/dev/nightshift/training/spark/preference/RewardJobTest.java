package dev.nightshift.training.spark.preference;

import static dev.nightshift.training.spark.TestContext.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.inference.adapter.LoraAdapter;
import dev.nightshift.inference.digest.ModelDigest;
import dev.nightshift.inference.model.Head;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.reward.ProcessRewardModel;
import dev.nightshift.inference.reward.RewardModel;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.decoder.WorkingModel;
import dev.nightshift.training.spark.InitializeJob;
import dev.nightshift.training.spark.PromptSplit;
import dev.nightshift.training.spark.RewardData;
import dev.nightshift.training.spark.RewardData.Pair;
import dev.nightshift.training.spark.SmallData;
import dev.nightshift.training.spark.TestContext;
import dev.nightshift.training.spark.TestContext.Killed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RewardJobTest {

  private static final List<Pair> PAIRS = RewardData.pairs(240);

  @TempDir static Path folder;

  private static Path base;

  @BeforeAll
  static void write() throws IOException {
    SmallData.tokenizer(folder);
    SmallData.config(folder);
    base = initialized("base", folder.resolve("config.json"));
  }

  private static Path initialized(String name, Path config) {
    return model(
        new TestContext(folder, name)
            .run(
                new InitializeJob(),
                Map.of(
                    "config",
                    config.toString(),
                    "tokenizer",
                    folder.resolve("tokenizer").toString())));
  }

  /** The rule is learnt on prompts that were never seen, and length alone does not tell it. */
  @Test
  void aPlantedRuleIsLearntAndThePublishedModelScoresTheSame() throws IOException {
    TestContext context = new TestContext(folder, "reward-1");
    Map<String, String> options = pairs("12");
    options.put("evaluate-every", "60");
    JobOutcome outcome = context.run(new RewardJob(), options);
    Map<String, Double> values = outcome.values();
    double accuracy = values.get("held-out/rewards/accuracies");
    assertThat(accuracy).isGreaterThan(.9);
    assertThat(values.get("held-out/rewards/accuracies/low")).isBetween(.75, accuracy);
    assertThat(values.get("held-out/rewards/accuracies/high")).isBetween(accuracy, 1.0);
    assertThat(values.get("before/held-out/rewards/accuracies")).isBetween(.2, .8);
    assertThat(values.get("held-out/loss")).isLessThan(values.get("before/held-out/loss") / 2);
    assertThat(values.get("held-out/length-only/accuracies")).isBetween(.15, .65);
    assertThat(values.get("held-out/length-only/p")).isLessThan(1e-4);
    assertThat(values.get("held-out/ece")).isBetween(0.0, .2);
    long heldOut = outcome.counts().get("held-out-pairs");
    assertThat(heldOut).isBetween(40L, 100L);
    assertThat(outcome.counts().get("pairs") + heldOut).isEqualTo(PAIRS.size());
    assertThat(
            values.entrySet().stream()
                .filter(v -> v.getKey().matches("held-out/length-bucket-\\d/units"))
                .mapToDouble(Map.Entry::getValue)
                .sum())
        .isEqualTo((double) heldOut);
    for (String name : List.of("train/loss", "train/rewards/accuracies", "train/rewards/margins")) {
      assertThat(context.metrics().get(name))
          .as(name)
          .hasSize(Math.toIntExact(outcome.counts().get("steps")));
    }
    assertThat(context.metrics().get("held-out/ece")).hasSizeGreaterThan(2);
    assertScores(model(outcome), outcome);
  }

  private static void assertScores(Path model, JobOutcome outcome) {
    ModelConfig config = WorkingModel.config(model);
    assertThat(config.head()).isEqualTo(Head.REWARD);
    assertThat(config.padTokenId()).isEqualTo(2);
    List<Pair> heldOut =
        PAIRS.stream().filter(pair -> PromptSplit.isHeldOut(pair.prompt(), .3)).toList();
    List<String> prompts = heldOut.stream().map(Pair::prompt).toList();
    try (RewardModel reward = RewardModel.load(model)) {
      double[] chosen = reward.score(prompts, heldOut.stream().map(Pair::chosen).toList());
      double[] rejected = reward.score(prompts, heldOut.stream().map(Pair::rejected).toList());
      double right = 0;
      double sum = 0;
      for (int i = 0; i < chosen.length; i++) {
        right += chosen[i] > rejected[i] ? 1 : 0;
        sum += chosen[i];
      }
      assertThat(right / chosen.length)
          .isEqualTo(outcome.values().get("held-out/rewards/accuracies"));
      assertThat(sum / chosen.length)
          .isCloseTo(outcome.values().get("held-out/rewards/chosen"), within(1e-4));
    }
  }

  /** Weights and moments, for 1 to 3 workers, two ways to divide them, and after a kill. */
  @Test
  void neitherWorkersNorAKillChangeABit() throws IOException {
    Map<String, String> options = pairs("1");
    options.remove("epochs");
    options.put("steps", "4");
    options.put("model", initialized("wide", SmallData.wideConfig(folder)).toString());
    options.put("batch-size", "7");
    options.put("micro-batch-size", "1");
    options.put("threads", "1");
    options.put("margin-column", "surer");
    options.put("center-coefficient", "0.01");
    options.put("checkpoint-every", "2");
    JobOutcome whole = new TestContext(folder, "alone").run(new RewardJob(), options);
    for (String[] way : new String[][] {{"2", "3"}, {"3", "1"}}) {
      Map<String, String> divided = new LinkedHashMap<>(options);
      divided.put("workers", way[0]);
      divided.put("zero", way[1]);
      divided.put("checkpoint-every", "4");
      TestContext context = new TestContext(folder, "workers-" + String.join("-", way));
      JobOutcome seen = context.run(new RewardJob(), divided);
      assertSame(model(whole), model(seen));
      assertThat(seen.values().get("held-out/ece")).isEqualTo(whole.values().get("held-out/ece"));
    }
    TestContext dying = new TestContext(folder, "killed").dyingBefore("metrics", 2);
    assertThatThrownBy(() -> dying.run(new RewardJob(), options)).isInstanceOf(Killed.class);
    assertSame(
        model(whole), model(new TestContext(folder, "killed").run(new RewardJob(), options)));
    Map<String, String> without = new LinkedHashMap<>(options);
    without.remove("margin-column");
    assertThat(
            ModelDigest.of(model(new TestContext(folder, "m").run(new RewardJob(), without)))
                .weights())
        .as("margins matter")
        .isNotEqualTo(ModelDigest.of(model(whole)).weights());
  }

  private static void assertSame(Path expected, Path seen) throws IOException {
    assertThat(ModelDigest.of(seen)).as(seen.toString()).isEqualTo(ModelDigest.of(expected));
    String moments = "training/optimizer.safetensors";
    assertThat(Files.mismatch(expected.resolve(moments), seen.resolve(moments)))
        .as(seen + ", moments")
        .isEqualTo(-1);
  }

  @Test
  void anAdapterIsTrainedTogetherWithTheHead() throws IOException {
    Map<String, String> options = pairs("1");
    options.remove("epochs");
    options.put("steps", "90");
    options.put("lora-rank", "4");
    options.put("learning-rate", "0.02");
    options.put("checkpoint-every", "40");
    JobOutcome whole = new TestContext(folder, "lora").run(new RewardJob(), options);
    assertThat(whole.values().get("held-out/rewards/accuracies")).isGreaterThan(.75);
    TestContext dying = new TestContext(folder, "lora-killed").dyingBefore("metrics", 2);
    assertThatThrownBy(() -> dying.run(new RewardJob(), options)).isInstanceOf(Killed.class);
    JobOutcome resumed = new TestContext(folder, "lora-killed").run(new RewardJob(), options);
    assertSame(model(whole), model(resumed));

    Path adapterFolder = model(whole).resolve(WorkingModel.ADAPTER);
    assertThat(Files.readString(adapterFolder.resolve("adapter_config.json")))
        .contains("\"modules_to_save\" : [ \"score\" ]", "\"task_type\" : \"SEQ_CLS\"");
    ModelConfig config = WorkingModel.config(model(whole));
    try (PointerScope scope = new PointerScope();
        LoraAdapter adapter = LoraAdapter.read(adapterFolder, config)) {
      Map<String, Tensor> trained = WorkingModel.weights(model(whole));
      Map<String, Tensor> before = WorkingModel.weights(base);
      assertThat(trained.get("score.weight").equal(adapter.tensors().get("score.weight"))).isTrue();
      assertThat(
              trained
                  .get("model.embed_tokens.weight")
                  .equal(before.get("model.embed_tokens.weight")))
          .isTrue();
    }
    try (RewardModel merged = RewardModel.load(model(whole))) {
      assertThat(merged.score(List.of("one two"), List.of("seven"))[0])
          .isGreaterThan(merged.score(List.of("one two"), List.of("six"))[0]);
    }
  }

  @Test
  void stepsAreJudgedOneByOne() throws IOException {
    Map<String, String> options = pairs("12");
    options.put("data", RewardData.steps(folder, 240).toString());
    options.put("kind", "process");
    options.put("steps-column", "thoughts");
    options.put("step-separator", "ten");
    options.put("max-length", "32");
    TestContext context = new TestContext(folder, "process");
    JobOutcome outcome = context.run(new RewardJob(), options);
    Map<String, Double> values = outcome.values();
    assertThat(values.get("held-out/accuracy")).isGreaterThan(.9);
    assertThat(values.get("held-out/majority/accuracy")).isBetween(.5, .8);
    assertThat(values.get("held-out/majority/p")).isLessThan(1e-3);
    assertThat(values.get("held-out/accuracy/low")).isBetween(.8, 1.0);
    assertThat(outcome.counts().get("held-out-steps"))
        .isGreaterThan(2 * outcome.counts().get("held-out-answers") - 1);
    assertThat(WorkingModel.config(model(outcome)).head()).isEqualTo(Head.STEPS);
    try (ProcessRewardModel model = ProcessRewardModel.load(model(outcome))) {
      double[] steps =
          model.score(List.of("one two"), List.of(List.of("four seven", "six", "seven"))).get(0);
      assertThat(steps[0]).isGreaterThan(.5);
      assertThat(steps[1]).isLessThan(.5);
      assertThat(steps[2]).isGreaterThan(.5);
    }
  }

  @Test
  void aRewardModelIsTrainedOnAndTakenForNothingElse() throws IOException {
    Map<String, String> options = pairs("1");
    JobOutcome first = new TestContext(folder, "first").run(new RewardJob(), options);
    Map<String, String> more = new LinkedHashMap<>(options);
    more.put("model", model(first).toString());
    JobOutcome second = new TestContext(folder, "second").run(new RewardJob(), more);
    assertThat(second.values().get("before/held-out/loss"))
        .isEqualTo(first.values().get("held-out/loss"));
    more.put("data", SmallData.pairs(folder, 20).toString());
    more.keySet().retainAll(List.of("model", "data", "epochs", "batch-size", "max-length"));
    assertThatThrownBy(() -> new TestContext(folder, "dpo").run(new DpoJob(), more))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("the model is a LlamaForSequenceClassification")
        .hasMessageContaining("Use a LlamaForCausalLM here.");
  }

  /** Whatever cannot be learnt from is kept with its reason, once, also after a kill. */
  @Test
  void rowsThatTeachNothingAreRejected() throws IOException {
    Map<String, String> options = pairs("1");
    Path data = Path.of(options.get("data"));
    List<String> lines = new ArrayList<>(Files.readAllLines(data).subList(0, 40));
    lines.add("{\"prompt\": \"one\", \"chosen\": \"two\", \"rejected\": \"two\", \"surer\": 0}");
    lines.add("{\"prompt\": \"one\", \"chosen\": \" \", \"rejected\": \"two\", \"surer\": 0}");
    lines.add("{\"prompt\": \"one\", \"chosen\": \"six\", \"rejected\": \"two\"}");
    Files.write(data, lines);
    options.put("margin-column", "surer");
    TestContext dying = new TestContext(folder, "rejecting").dyingBefore("metrics", 0);
    assertThatThrownBy(() -> dying.run(new RewardJob(), options)).isInstanceOf(Killed.class);
    TestContext context = new TestContext(folder, "rejecting");
    JobOutcome outcome = context.run(new RewardJob(), options);
    assertThat(outcome.counts())
        .containsEntry("rejected", 3L)
        .containsEntry("rejected/equal-answers", 1L)
        .containsEntry("rejected/empty-answer", 1L)
        .containsEntry("rejected/no-margin", 1L);
    assertThat(outcome.counts().get("pairs") + outcome.counts().get("held-out-pairs"))
        .isEqualTo(40);
    assertThat(context.rows("rejects").select("reason").distinct().count()).isEqualTo(3);
    assertThat(context.rows("rejects").count()).isEqualTo(3);

    Map<String, String> process = pairs("1");
    Path steps = RewardData.steps(folder, 20);
    lines = new ArrayList<>(Files.readAllLines(steps));
    lines.add("{\"prompt\": \"one\", \"thoughts\": [\"a\", \"b\"], \"labels\": [true]}");
    lines.add("{\"prompt\": \"one\", \"thoughts\": [\"a\", \" \"], \"labels\": [true, true]}");
    Files.write(steps, lines);
    process.putAll(Map.of("data", steps.toString(), "kind", "process", "steps-column", "thoughts"));
    TestContext other = new TestContext(folder, "rejecting-steps");
    assertThat(other.run(new RewardJob(), process).counts())
        .containsEntry("rejected/wrong-label-count", 1L)
        .containsEntry("rejected/empty-step", 1L);
    process.put("steps-column", "prompt");
    assertThatThrownBy(() -> new TestContext(folder, "no-list").run(new RewardJob(), process))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("column 'prompt' holds string");
  }

  @Test
  void allFaultsOfARequestAreListed() throws IOException {
    Map<String, String> options = pairs("1");
    options.remove("model");
    options.put("kind", "process");
    options.put("center-coefficient", "-1");
    options.put("holdout", "1");
    options.put("ece-bins", "0");
    assertThatThrownBy(() -> new TestContext(folder, "f").run(new RewardJob(), options))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("--center-coefficient is -1.0. Give a number of at least 0.")
        .hasMessageContaining("--holdout is 1.0")
        .hasMessageContaining("--ece-bins is 0")
        .hasMessageContaining("--center-coefficient was given with --kind process")
        .hasMessageContaining("no --model was given");
    Map<String, String> wrong = pairs("1");
    wrong.put("margin-column", "margin");
    assertThatThrownBy(() -> new TestContext(folder, "h").run(new RewardJob(), wrong))
        .hasMessageContaining("has no column 'margin'");
  }

  private Map<String, String> pairs(String epochs) throws IOException {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("model", base.toString());
    options.put("data", RewardData.write(folder, PAIRS).toString());
    options.put("epochs", epochs);
    options.put("batch-size", "16");
    options.put("micro-batch-size", "8");
    options.put("max-length", "16");
    options.put("learning-rate", "0.005");
    options.put("holdout", "0.3");
    return options;
  }
}
