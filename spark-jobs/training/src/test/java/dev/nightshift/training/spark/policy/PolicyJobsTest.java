package dev.nightshift.training.spark.policy;

import static dev.nightshift.training.spark.TestContext.model;
import static dev.nightshift.training.spark.TestContext.places;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.IntNode;
import dev.nightshift.inference.checkpoint.CheckpointWriter;
import dev.nightshift.inference.digest.ModelDigest;
import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.reward.RewardModel;
import dev.nightshift.inference.tensor.NamedTensors;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.lake.TableRef;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.lm.LanguageModelObjective;
import dev.nightshift.training.lm.TinyLlama;
import dev.nightshift.training.lm.TokenBatch;
import dev.nightshift.training.optimizer.AdamW;
import dev.nightshift.training.optimizer.AdamWSettings;
import dev.nightshift.training.optimizer.LearningRateSchedule;
import dev.nightshift.training.policy.MiniBatches;
import dev.nightshift.training.reduction.OneWorker;
import dev.nightshift.training.spark.RewardData;
import dev.nightshift.training.spark.SftJob;
import dev.nightshift.training.spark.SmallData;
import dev.nightshift.training.spark.TestContext;
import dev.nightshift.training.spark.TestContext.Killed;
import dev.nightshift.training.spark.difficulty.DifficultyJob;
import dev.nightshift.training.spark.preference.RewardJob;
import dev.nightshift.training.state.TrainingSettings;
import dev.nightshift.training.trainer.BatchSource;
import dev.nightshift.training.trainer.Lanes;
import dev.nightshift.training.trainer.NamedParameters;
import dev.nightshift.training.trainer.OuterLoop;
import dev.nightshift.training.trainer.Trainer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A policy that half knows which word comes next, trained on its own answers. That the reward rises
 * is shown for one that asks for long answers above all: a few iterations show no more.
 */
class PolicyJobsTest {

  private static final double LOSS_BEFORE = .8;

  @TempDir static Path folder;

  private static Path model;
  private static Path prompts;

  @BeforeAll
  static void write() throws IOException {
    prompts = SmallData.answers(folder, 120);
    model = folder.resolve("base");
    Path tokenizer = SmallData.tokenizer(folder);
    ModelConfig config = TinyLlama.config().with("vocab_size", IntNode.valueOf(16));
    List<int[]> sequences = new ArrayList<>();
    for (int first = 0; first < 10; first++) {
      for (int at = 0; at < 9; at++) {
        sequences.add(new int[] {3 + first, 3 + at, 4 + at, 2});
      }
    }
    try (PointerScope scope = new PointerScope();
        NamedTensors weights = Decoder.initialize(config, 1);
        NamedParameters parameters = NamedParameters.copyOf(weights.asMap());
        AdamW optimizer = new AdamW(parameters, AdamWSettings.DEFAULT);
        Lanes lanes = new Lanes(1);
        Trainer<TokenBatch> trainer =
            new Trainer<>(
                parameters,
                (step, unused) -> one(TokenBatch.of(sequences, 2, 0)),
                new LanguageModelObjective(config),
                optimizer,
                LearningRateSchedule.constant(1e-2),
                1,
                OuterLoop.NONE,
                new OneWorker(),
                lanes,
                0)) {
      while (trainer.next().loss() > LOSS_BEFORE) {
        assertThat(trainer.step()).isLessThan(100);
      }
      CheckpointWriter.write(model, config, parameters.views(parameters.values()), tokenizer);
    }
  }

  private static BatchSource.MicroBatches<TokenBatch> one(TokenBatch batch) {
    return new BatchSource.MicroBatches<>() {
      @Override
      public int count() {
        return 1;
      }

      @Override
      public TokenBatch get(int index) {
        return batch;
      }
    };
  }

  @Test
  void groupsOfAnswersTeachAndAKilledRunRepeatsNothing() throws IOException {
    Map<String, String> options = grpo();
    // That longer answers are better shows in any answer, so three iterations are enough.
    options.put("reward", "exact:0.1,length:1");
    options.put("learning-rate", "0.004");
    TestContext whole = new TestContext(folder, "grpo-whole");
    JobOutcome outcome = whole.run(new GrpoJob(), options);

    assertThat(outcome.counts()).containsEntry("steps", 12L).containsEntry("rollouts", 384L);
    assertThat(outcome.values()).containsKeys("before/held-out/reward", "held-out/reward");
    assertThat(whole.metric("train/objective/scores", 9))
        .isGreaterThan(whole.metric("train/objective/scores", 1) + .1);
    assertThat(whole.metric("train/rollouts/length", 9))
        .isEqualTo(whole.metric("train/rewards/length", 9))
        .isGreaterThan(whole.metric("train/rollouts/length", 1) + .1);
    assertThat(outcome.values()).containsKeys("held-out/rewards/exact", "held-out/finished");
    assertThat(
            whole.rows("held_out").where("step = 12").collectAsList().stream()
                .map(row -> row.<String, Double>getJavaMap(row.fieldIndex("values")))
                .mapToDouble(values -> values.get("reward"))
                .average()
                .orElseThrow())
        .isCloseTo(outcome.values().get("held-out/reward"), within(1e-12));

    List<Row> rollouts = rollouts(whole).collectAsList();
    assertThat(rollouts).hasSize(384);
    Row first = rollouts.get(0);
    assertThat(first.<String>getAs("policy_digest")).isEqualTo(ModelDigest.of(model).model());
    assertThat(first.<Long>getAs("sample")).isZero();
    assertThat(first.<String>getAs("prompt_id")).hasSize(64);
    assertThat(rollouts.get(300).<String>getAs("policy_digest"))
        .isNotEqualTo(first.<String>getAs("policy_digest"));
    for (Row row : rollouts) {
      Map<String, Double> parts = row.getJavaMap(row.fieldIndex("rewards"));
      assertThat(row.<Double>getAs("reward"))
          .isCloseTo(.1 * parts.get("exact") + parts.get("length"), within(1e-12));
      assertThat(row.getList(row.fieldIndex("tokens"))).hasSize(parts.get("length").intValue());
      assertThat(row.<String>getAs("finish")).isIn("eos", "length");
    }
    assertMetrics(whole, rollouts);

    // Killed once the rollouts are there and nothing was learnt from them, and after their
    // training.
    for (String table : List.of("rollouts", "metrics")) {
      TestContext dying = new TestContext(folder, "grpo-" + table);
      if (table.equals("rollouts")) {
        dying.dyingAfter(table, 1);
      } else {
        dying.dyingBefore(table, 2);
      }
      assertThatThrownBy(() -> dying.run(new GrpoJob(), options)).isInstanceOf(Killed.class);
      TestContext again = new TestContext(folder, dying.runId());
      JobOutcome resumed = again.run(new GrpoJob(), options);
      assertThat(ModelDigest.of(model(resumed))).isEqualTo(ModelDigest.of(model(outcome)));
      assertThat(contents(again)).as(table).isEqualTo(contents(whole));
      assertThat(again.lines())
          .as("iterations that are answered after a kill at " + table)
          .noneMatch(line -> line.matches("iteration [12]:.*"))
          .anyMatch(line -> line.startsWith("iteration 3:"));
    }
  }

  private void assertMetrics(TestContext context, List<Row> rollouts) {
    double scores =
        rollouts.subList(0, 128).stream().mapToDouble(row -> row.<Double>getAs("reward")).sum()
            / 128;
    assertThat(context.metric("train/objective/scores", 1)).isCloseTo(scores, within(1e-12));
    assertThat(context.metric("train/val/ratio", 1)).isEqualTo(1);
    assertThat(context.metric("train/objective/kl", 1)).isZero();
    assertThat(context.metric("train/objective/kl", 9)).isNotZero();
    for (String name :
        List.of(
            "objective/entropy",
            "objective/rlhf_reward",
            "objective/non_score_reward",
            "objective/equal_groups",
            "policy/approxkl",
            "policy/clipfrac",
            "policy/entropy",
            "loss/policy",
            "loss/kl",
            "val/ratio_var",
            "rollouts/length",
            "rollouts/finished")) {
      assertThat(context.metric("train/" + name, 1)).as(name).isFinite();
    }
  }

  @Test
  void valuesTeachAndNeitherWorkersNorTasksShow() throws IOException {
    Map<String, String> options = ppo("separate");
    TestContext alone = new TestContext(folder, "ppo-1");
    JobOutcome outcome = alone.run(new PpoJob(), options);
    Path made = model(outcome);
    assertThat(made.resolve("value/model.safetensors")).exists();
    assertThat(alone.metric("train/val/ratio", 1)).isEqualTo(1);
    assertThat(alone.metric("train/loss/value", 1)).isPositive();
    assertThat(alone.metric("train/objective/kl", 1)).isZero();
    // In the second iteration the policy has left the reference: it pays for it.
    double kl = alone.metric("train/objective/kl", 5);
    assertThat(kl).isNotZero();
    assertThat(alone.metric("train/objective/non_score_reward", 5))
        .isCloseTo(-.05f * kl, within(1e-9));
    assertThat(alone.metric("train/objective/rlhf_reward", 5))
        .isCloseTo(
            alone.metric("train/objective/scores", 5)
                + alone.metric("train/objective/non_score_reward", 5),
            within(1e-12));
    options.put("workers", "3");
    options.put("zero", "1");
    options.put("threads", "1");
    options.put("rollout-partitions", "3");
    TestContext divided = new TestContext(folder, "ppo-3");
    Path same = model(divided.run(new PpoJob(), options));
    assertThat(ModelDigest.of(same)).isEqualTo(ModelDigest.of(made));
    for (String file : List.of("value/model.safetensors", "training/optimizer.safetensors")) {
      assertThat(Files.mismatch(made.resolve(file), same.resolve(file))).as(file).isEqualTo(-1);
    }
    assertThat(contents(divided)).isEqualTo(contents(alone));
  }

  @Test
  void aValueHeadOnThePolicyAndAnAdapterLearnTogether() throws IOException {
    Map<String, String> options = ppo("shared");
    options.put("iterations", "1");
    options.put("lora-rank", "4");
    options.put("kl-target", "0.1");
    options.put("entropy-coefficient", "0.01");
    options.put("whiten-rewards", "true");
    options.put("missing-eos-penalty", "0.5");
    TestContext context = new TestContext(folder, "ppo-shared");
    JobOutcome outcome = context.run(new PpoJob(), options);
    assertThat(context.metric("train/val/ratio", 1)).isEqualTo(1);
    assertThat(model(outcome).resolve("adapter")).isDirectory();
    assertThat(ModelDigest.of(model(outcome))).isNotEqualTo(ModelDigest.of(model));
    double reward = context.metric("train/rollouts/reward", 1);
    double finished = context.metric("train/rollouts/finished", 1);
    assertThat(context.metric("train/objective/scores", 1))
        .isCloseTo(reward - .5 * (1 - finished), within(1e-12));
  }

  /** The usual road of PPO: the reward is a model's score, and the values start from that model. */
  @Test
  void aTrainedRewardModelScoresTheAnswersAndStartsTheValues() throws IOException {
    Map<String, String> pairs = new LinkedHashMap<>();
    pairs.put("model", model.toString());
    pairs.put("data", RewardData.write(folder, RewardData.pairs(64)).toString());
    pairs.put("steps", "4");
    pairs.put("batch-size", "16");
    pairs.put("micro-batch-size", "8");
    pairs.put("max-length", "16");
    pairs.put("learning-rate", "0.005");
    Path judge = model(new TestContext(folder, "judge").run(new RewardJob(), pairs));
    Map<String, String> options = ppo("separate");
    options.put("iterations", "1");
    options.put("reward", "model(path=" + judge + "):2");
    options.put("reward-model", judge.toString());
    TestContext context = new TestContext(folder, "ppo-judge");
    context.run(new PpoJob(), options);
    List<Row> rollouts = rollouts(context).collectAsList();
    assertThat(rollouts).hasSize(32);
    try (RewardModel reward = RewardModel.load(judge)) {
      double[] scores =
          reward.score(
              rollouts.stream().map(row -> row.<String>getAs("prompt")).toList(),
              rollouts.stream().map(row -> row.<String>getAs("completion")).toList());
      assertThat(Arrays.stream(scores).distinct().count()).isGreaterThan(1);
      for (int i = 0; i < scores.length; i++) {
        Row row = rollouts.get(i);
        Map<String, Double> parts = row.getJavaMap(row.fieldIndex("rewards"));
        assertThat(parts.get("model")).isCloseTo(scores[i], within(1e-6));
        assertThat(row.<Double>getAs("reward")).isCloseTo(2 * scores[i], within(1e-6));
      }
    }
    Faults faults = new Faults();
    JobArguments arguments = JobArguments.check(new PpoJob(), options, "test", faults);
    faults.throwIfAny();
    assertThat(new PpoJob().furtherInputs(arguments))
        .as("what stands in the lineage")
        .containsExactly(Map.entry("reward model", judge.toString()));
  }

  /** Each iteration answers what its curriculum allows, also after a kill; the order is told. */
  @Test
  void promptsFollowACurriculum() throws IOException {
    Map<String, String> options = grpo();
    options.remove("data");
    options.remove("validation");
    options.put("problems", "sum:max-term=20,count=40");
    options.put("rollouts-per-iteration", "32");
    options.put("batch-size", "16");
    options.put("iterations", "3");
    options.put("max-length", "64");
    options.put("validation-limit", "5");
    options.put("curriculum", "performance");
    options.put("curriculum-measure", "reward");
    // Any reward is good enough, so each iteration after the first is a level higher.
    options.put("promote-at", "-100");
    options.put("demote-at", "-200");
    options.put("curriculum-patience", "1");
    options.put("curriculum-levels", "4");
    TestContext whole = new TestContext(folder, "grpo-curriculum");
    JobOutcome outcome = whole.run(new GrpoJob(), options);
    List<Row> consumed = whole.consumed();
    assertThat(consumed.get(0).<Double>getAs("competence")).isEqualTo(.25);
    assertThat(consumed.get(95).<Double>getAs("competence")).isEqualTo(.75);
    // Two steps of 16 of the 32 answers, as the mini-batches name them.
    assertThat(places(consumed)).isEqualTo(learntFrom(rollouts(whole).collectAsList()));
    assertThat(whole.metrics().get("train/loss")).containsOnlyKeys(1L, 2L, 3L, 4L, 5L, 6L);
    TestContext dying = new TestContext(folder, "grpo-curriculum-killed");
    dying.dyingAfter("consumed", 2);
    assertThatThrownBy(() -> dying.run(new GrpoJob(), options)).isInstanceOf(Killed.class);
    TestContext again = new TestContext(folder, dying.runId());
    JobOutcome resumed = again.run(new GrpoJob(), options);
    assertThat(ModelDigest.of(model(resumed))).isEqualTo(ModelDigest.of(model(outcome)));
    assertThat(places(again.consumed())).isEqualTo(places(consumed));
  }

  /** Step, place and prompt of all rollouts of three iterations of two steps. */
  private static List<String> learntFrom(List<Row> rollouts) {
    List<String> learnt = new ArrayList<>();
    TrainingSettings sizes =
        new TrainingSettings(
            7, 16, 8, 64, LearningRateSchedule.constant(1), AdamWSettings.DEFAULT, 1);
    for (int iteration = 0; iteration < 3; iteration++) {
      List<Row> own = rollouts.subList(32 * iteration, 32 * iteration + 32);
      MiniBatches plan =
          new MiniBatches(
              own.stream()
                  .mapToInt(row -> row.getList(row.fieldIndex("prompt_tokens")).size())
                  .toArray(),
              own.stream().mapToInt(row -> row.getList(row.fieldIndex("tokens")).size()).toArray(),
              8,
              sizes,
              1,
              iteration);
      for (int step = 0; step < 2; step++) {
        int place = 0;
        for (MiniBatches.MicroBatch part : plan.step(step)) {
          for (int rollout : part.rollouts()) {
            learnt.add(
                (2 * iteration + step + 1)
                    + "/"
                    + place++
                    + "/"
                    + own.get(rollout).<String>getAs("prompt_id"));
          }
        }
      }
    }
    return learnt;
  }

  /** What the job difficulty says of prompts joins with their ids; success goes on to the rows. */
  @Test
  void difficultiesOfPromptsAndOfSuccessFindTheirRows() throws IOException {
    new TestContext(folder, "difficulty")
        .commit(
            new DifficultyJob(),
            Map.of(
                "input",
                prompts.toString(),
                "score",
                "rarity",
                "keys",
                "prompt",
                "output",
                "hard"));
    Map<String, String> options = grpo();
    options.keySet().removeAll(List.of("validation", "validation-limit"));
    options.put("rollouts-per-iteration", "64");
    options.put("batch-size", "64");
    options.put("iterations", "1");
    options.put("curriculum", "linear");
    options.put("difficulty", "table:hard");
    TestContext context = new TestContext(folder, "grpo-hard");
    context.commit(new GrpoJob(), options);
    Dataset<Row> hard = context.lake().read(TableRef.parse("hard"));
    Dataset<Row> consumed = context.lake().read(TableRef.parse("consumed"));
    Dataset<Row> rollouts = context.lake().read(TableRef.parse("rollouts"));
    List<Row> asked = consumed.select("row_key", "difficulty").distinct().collectAsList();
    assertThat(asked).hasSize(8);
    double hardest = asked.stream().mapToDouble(row -> row.getDouble(1)).max().orElseThrow();
    // A share of .01 allows less than the 8 prompts of an iteration: it has the easiest ones.
    assertThat(hard.where(hard.col("difficulty").lt(hardest)).count()).isLessThanOrEqualTo(8);

    // Rows of the same prompts, but with another answer: their ids as prompts differ.
    List<String> lines = new ArrayList<>();
    for (Row row : rollouts.select("prompt").distinct().collectAsList()) {
      lines.add("{\"prompt\": \"%s\", \"answer\": \"ten\"}".formatted(row.getString(0)));
    }
    Path rows = Files.write(folder.resolve("rows.jsonl"), lines);
    new TestContext(folder, "success")
        .commit(
            new DifficultyJob(),
            Map.of(
                "input",
                "table:rollouts",
                "score",
                "success-rate",
                "rows",
                rows.toString(),
                "output",
                "success"));
    Map<String, Double> expected =
        rollouts
            .groupBy("prompt")
            .agg(org.apache.spark.sql.functions.expr("avg(if(reward >= .5, 0d, 1d))"))
            .collectAsList()
            .stream()
            .collect(Collectors.toMap(row -> row.getString(0), row -> row.getDouble(1)));
    Map<String, String> sft = new LinkedHashMap<>();
    sft.put("model", model.toString());
    sft.put("data", rows.toString());
    sft.put("steps", "4");
    sft.put("batch-size", "2");
    sft.put("micro-batch-size", "2");
    sft.put("max-length", "16");
    sft.put("curriculum", "linear");
    sft.put("difficulty", "table:success");
    TestContext tuned = new TestContext(folder, "sft-success");
    tuned.run(new SftJob(), sft);
    List<Double> seen =
        tuned.rows("consumed").collectAsList().stream()
            .map(row -> row.<Double>getAs("difficulty"))
            .toList();
    assertThat(seen).hasSize(8).allMatch(expected::containsValue);
    assertThatThrownBy(
            () ->
                new TestContext(folder, "nobody")
                    .commit(
                        new DifficultyJob(),
                        Map.of(
                            "input", "table:rollouts", "score", "success-rate", "run", "nobody")))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("has no rollouts of that run");
  }

  @Test
  void generatedProblemsArePrompts() {
    Map<String, String> options = grpo();
    options.remove("data");
    options.remove("validation");
    options.put("problems", "sum:max-term=20,count=30");
    options.put("rollouts-per-iteration", "32");
    options.put("iterations", "1");
    options.put("max-length", "64");
    options.put("validation-limit", "5");
    TestContext context = new TestContext(folder, "grpo-problems");
    JobOutcome outcome = context.run(new GrpoJob(), options);
    assertThat(outcome.counts())
        .containsEntry("prompts", 30L)
        .containsEntry("held-out-prompts", 5L);
    assertThat(rollouts(context).first().<String>getAs("prompt")).startsWith("Question: ");
  }

  @Test
  void allFaultsOfARequestAreListed() {
    Map<String, String> options = grpo();
    options.put("problems", "sums:count=0");
    options.put("reward", "exakt:1");
    options.put("group-size", "3");
    options.put("batch-size", "200");
    options.put("clip-range", "2");
    options.put("reward-model", model.toString());
    options.put("zero", "3");
    options.put("max-new-tokens", "16");
    assertThatThrownBy(() -> new TestContext(folder, "faults").run(new GrpoJob(), options))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("both --data and --problems were given")
        .hasMessageContaining("'sums' names no generated problems")
        .hasMessageContaining("setting 'count' of generated problems is '0'")
        .hasMessageContaining("exakt")
        .hasMessageContaining("--rollouts-per-iteration 128 is no multiple of --group-size 3")
        .hasMessageContaining("--batch-size 200 is greater than --rollouts-per-iteration 128")
        .hasMessageContaining("--clip-range is 2.0")
        .hasMessageContaining("--reward-model was given, and there is no value function")
        .hasMessageContaining("--zero 3 is not for learning from rollouts")
        .hasMessageContaining("--max-length 16 leaves no room for a prompt");
  }

  @Test
  void promptsWithoutWhatTheRewardsReadAreRefused() throws IOException {
    Map<String, String> options = grpo();
    options.put(
        "data",
        Files.writeString(folder.resolve("bare.jsonl"), "{\"prompt\": \"one\"}\n").toString());
    assertThatThrownBy(() -> new TestContext(folder, "bare").run(new GrpoJob(), options))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("the rewards read a field 'answer', and the prompts have prompt");
  }

  @Test
  void rowsThatGiveNoPromptAreRejects() throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(prompts));
    lines.add("{\"prompt\": null, \"answer\": \"one\"}");
    lines.add("{\"prompt\": \"\", \"answer\": \"two\"}");
    lines.add("{\"prompt\": \"%s\", \"answer\": \"three\"}".formatted("one ".repeat(20).strip()));
    Map<String, String> options = grpo();
    options.put("data", Files.write(folder.resolve("some.jsonl"), lines).toString());
    options.remove("validation");
    options.put("overlong-prompts", "reject");
    options.put("iterations", "1");
    options.put("rollouts-per-iteration", "32");
    TestContext context = new TestContext(folder, "refused");
    JobOutcome outcome = context.run(new GrpoJob(), options);
    assertThat(outcome.counts())
        .containsEntry("prompts-cut", 0L)
        .containsEntry("refused/no-prompt", 1L)
        .containsEntry("refused/empty-prompt", 1L)
        .containsEntry("refused/overlong-prompt", 1L);
    List<Row> rejects = context.rows("rejects").orderBy("reason").collectAsList();
    assertThat(rejects)
        .extracting(row -> row.<String>getAs("reason"))
        .containsExactly("empty-prompt", "no-prompt", "overlong-prompt");
    for (Row reject : rejects) {
      assertThat(reject.<String>getAs("stage")).isEqualTo("grpo");
      assertThat(reject.<String>getAs("file")).endsWith("some.jsonl");
    }
    assertThat(new String(rejects.get(0).<byte[]>getAs("raw"), StandardCharsets.UTF_8))
        .contains("\"answer\":\"two\"");
  }

  private Map<String, String> grpo() {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("model", model.toString());
    options.put("data", prompts.toString());
    options.put("validation", prompts.toString());
    options.put("validation-limit", "24");
    options.put("reward", "exact:1");
    options.put("iterations", "3");
    options.put("rollouts-per-iteration", "128");
    options.put("group-size", "8");
    options.put("batch-size", "32");
    options.put("micro-batch-size", "8");
    options.put("max-length", "16");
    options.put("max-new-tokens", "3");
    options.put("learning-rate", "0.01");
    options.put("schedule", "constant");
    options.put("kl-coefficient", "0.01");
    return options;
  }

  private Map<String, String> ppo(String value) {
    Map<String, String> options = grpo();
    options.keySet().removeAll(List.of("validation", "validation-limit"));
    options.put("value", value);
    options.put("iterations", "2");
    options.put("rollouts-per-iteration", "32");
    options.put("group-size", "1");
    options.put("batch-size", "16");
    options.put("micro-batch-size", "4");
    options.put("ppo-epochs", "2");
    options.put("learning-rate", "0.003");
    options.put("kl-coefficient", "0.05");
    options.put("temperature", "1");
    return options;
  }

  private static Dataset<Row> rollouts(TestContext context) {
    return context.rows("rollouts").orderBy("iteration", "position");
  }

  /** All metrics and rollouts of a run, but for its name. */
  private static List<String> contents(TestContext context) {
    List<String> lines = new ArrayList<>();
    for (Dataset<Row> rows :
        List.of(
            rollouts(context).drop("run_id"),
            context.rows("metrics").orderBy("step", "name").drop("run_id"))) {
      rows.collectAsList().forEach(row -> lines.add(row.toString()));
    }
    return lines;
  }
}
