package dev.nightshift.training.bench;

import dev.nightshift.eval.reward.Rewards;
import dev.nightshift.eval.reward.RewardsSpec;
import dev.nightshift.inference.LanguageModel;
import dev.nightshift.inference.checkpoint.CheckpointWriter;
import dev.nightshift.inference.checkpoint.FolderSwap;
import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.NamedTensors;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.random.CounterRandom;
import dev.nightshift.training.data.SequenceWriter;
import dev.nightshift.training.decoder.DecoderSettings;
import dev.nightshift.training.optimizer.AdamWSettings;
import dev.nightshift.training.optimizer.LearningRateSchedule;
import dev.nightshift.training.policy.InitialValue;
import dev.nightshift.training.policy.PolicyIteration;
import dev.nightshift.training.policy.PolicyProgram;
import dev.nightshift.training.policy.PolicySettings;
import dev.nightshift.training.policy.Rollout;
import dev.nightshift.training.policy.RolloutDraw;
import dev.nightshift.training.policy.RolloutPlan;
import dev.nightshift.training.policy.RolloutPrompt;
import dev.nightshift.training.policy.ValueKind;
import dev.nightshift.training.reduction.OneWorker;
import dev.nightshift.training.state.TrainingSession;
import dev.nightshift.training.state.TrainingSettings;
import dev.nightshift.training.state.Worker;
import dev.nightshift.training.trainer.Lanes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Speed of an iteration on rollouts, on one worker and without Spark: drawing the answers and
 * asking for their rewards, then everything that learning from them takes (the passes of policy,
 * reference and value function before the first step, and the steps).
 */
public final class PolicySpeed implements AutoCloseable {

  private static final long SEED = 1;

  private final ModelConfig config;
  private final PolicySettings settings;
  private final ValueKind value;
  private final TrainingSettings training;
  private final int promptTokens;
  private final Lanes lanes;
  private final Path folder;

  /**
   * What was measured.
   *
   * @param rolloutTokens tokens that were drawn
   * @param rolloutSeconds time that it took
   * @param updateTokens tokens of prompts and answers that steps learned from, once an epoch
   * @param updateSeconds time that it took
   * @param cores cores that worked
   */
  public record Result(
      long rolloutTokens,
      double rolloutSeconds,
      long updateTokens,
      double updateSeconds,
      int cores) {

    /** Drawn tokens by second and core. */
    public double rolloutRate() {
      return rolloutTokens / rolloutSeconds / cores;
    }

    /** Learned tokens by second and core. */
    public double updateRate() {
      return updateTokens / updateSeconds / cores;
    }

    /** Share of the time that rollouts take. */
    public double rolloutShare() {
      return rolloutSeconds / (rolloutSeconds + updateSeconds);
    }
  }

  /**
   * A training to measure; its policy is fresh, so nearly all answers have the greatest length.
   *
   * @param config the policy
   * @param settings how it learns
   * @param value where values come from
   * @param promptTokens tokens of a prompt
   * @param batchSize rollouts of a step
   * @param cores cores that work
   */
  public PolicySpeed(
      ModelConfig config,
      PolicySettings settings,
      ValueKind value,
      int promptTokens,
      int batchSize,
      int cores)
      throws IOException {
    this.config = config;
    this.settings = settings;
    this.value = value;
    this.promptTokens = promptTokens;
    int width = promptTokens + settings.maxNewTokens();
    this.training =
        new TrainingSettings(
            SEED,
            batchSize,
            TrainingSettings.defaultMicroBatchSize(batchSize, width),
            width,
            LearningRateSchedule.constant(1e-5),
            AdamWSettings.DEFAULT,
            1);
    this.lanes = new Lanes(cores);
    this.folder = Files.createTempDirectory("policy-speed");
    try (NamedTensors weights = Decoder.initialize(config, SEED)) {
      CheckpointWriter.write(initial(), config, weights.asMap(), null);
    }
    InitialValue.write(initial(), value, null);
  }

  private Path initial() {
    return folder.resolve("initial");
  }

  /**
   * Runs iterations, each from the same state.
   *
   * @param warmup iterations that are not measured
   * @param iterations iterations that are
   * @param prompts prompts of an iteration
   */
  public Result measure(int warmup, int iterations, int prompts) throws IOException {
    Result sum = new Result(0, 0, 0, 0, lanes.count());
    for (int i = 0; i < warmup + iterations; i++) {
      Result one = iteration(i, prompts);
      if (i >= warmup) {
        sum =
            new Result(
                sum.rolloutTokens() + one.rolloutTokens(),
                sum.rolloutSeconds() + one.rolloutSeconds(),
                sum.updateTokens() + one.updateTokens(),
                sum.updateSeconds() + one.updateSeconds(),
                lanes.count());
      }
    }
    return sum;
  }

  private Result iteration(int number, int prompts) throws IOException {
    RewardsSpec spec = Rewards.parse("length:-0.001", new Faults());
    RolloutDraw draw =
        new RolloutDraw(
            number, settings.groupSize(), SEED, settings.temperature(), settings.maxNewTokens());
    List<List<RolloutPlan.Placed>> parts =
        RolloutPlan.parts(RolloutPlan.all(prompts(number, prompts)), settings.groupSize());
    long start = System.nanoTime();
    List<Rollout> rollouts;
    try (LanguageModel model = LanguageModel.load(initial());
        Rewards rewards = spec.open()) {
      rollouts = draw.run(model, "", parts, lanes, rewards);
    }
    double rolloutSeconds = (System.nanoTime() - start) / 1e9;
    long drawn = rollouts.stream().mapToLong(r -> r.tokens().size()).sum();
    long read = drawn + rollouts.stream().mapToLong(r -> r.promptTokens().size()).sum();
    long steps =
        (long) settings.epochs()
            * ((rollouts.size() + training.batchSize() - 1) / training.batchSize());
    double updateSeconds = update(rollouts, number, steps);
    return new Result(
        drawn, rolloutSeconds, read * settings.epochs(), updateSeconds, lanes.count());
  }

  private double update(List<Rollout> rollouts, int number, long steps) throws IOException {
    Path data = folder.resolve("rollouts-" + number);
    try (SequenceWriter writer = new SequenceWriter(data)) {
      for (Rollout rollout : rollouts) {
        writer.add(RolloutPlan.sequence(rollout), rollout.promptTokens().size());
      }
      writer.finish();
    }
    double[] scores = new double[rollouts.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = CounterRandom.of(SEED, "score/" + number, i).nextDouble();
    }
    PolicyIteration iteration =
        new PolicyIteration(
            number, number * steps, (number + 1) * steps, data.toString(), scores, Map.of());
    PolicyProgram program =
        new PolicyProgram(
            training, DecoderSettings.DEFAULT, settings, value, initial().toString(), iteration, 0);
    try (OneWorker alone = new OneWorker();
        TrainingSession session = program.open(initial(), new Worker(alone, lanes))) {
      long start = System.nanoTime();
      while (session.step() < iteration.to()) {
        session.next();
      }
      return (System.nanoTime() - start) / 1e9;
    }
  }

  private List<RolloutPrompt> prompts(int number, int count) {
    List<RolloutPrompt> prompts = new ArrayList<>();
    for (int p = 0; p < count; p++) {
      CounterRandom random = CounterRandom.of(SEED, "prompt/" + number, p);
      int[] ids = new int[promptTokens];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = 3 + random.nextInt(config.vocabSize() - 3);
      }
      prompts.add(new RolloutPrompt("prompt-" + p, "", ids, Map.of()));
    }
    return prompts;
  }

  @Override
  public void close() throws IOException {
    lanes.close();
    FolderSwap.delete(folder);
  }
}
