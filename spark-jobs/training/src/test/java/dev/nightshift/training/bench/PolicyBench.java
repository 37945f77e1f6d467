package dev.nightshift.training.bench;

import dev.nightshift.inference.plan.ModelPresets;
import dev.nightshift.inference.tensor.NativeThreads;
import dev.nightshift.training.policy.Aggregation;
import dev.nightshift.training.policy.ClippedPolicyLoss;
import dev.nightshift.training.policy.ClippedValueLoss;
import dev.nightshift.training.policy.Estimator;
import dev.nightshift.training.policy.GroupAdvantages.Deviation;
import dev.nightshift.training.policy.KlController;
import dev.nightshift.training.policy.KlEstimator;
import dev.nightshift.training.policy.KlPlacement;
import dev.nightshift.training.policy.PolicySettings;
import dev.nightshift.training.policy.PolicySettings.Clipping;
import dev.nightshift.training.policy.PolicySettings.Discount;
import dev.nightshift.training.policy.PolicySettings.Divergence;
import dev.nightshift.training.policy.ValueKind;
import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Rollout and update tokens per second and core, and the share of an iteration that each takes, for
 * the Llama of 4 million parameters: prompts of 32 tokens, answers of up to 64. Prints figures; run
 * it with the profile {@code bench}.
 */
@Tag("bench")
class PolicyBench {

  @Test
  void tokensPerSecondOfRolloutsAndUpdates() throws IOException {
    print("grpo", Estimator.GRPO, ValueKind.NONE, 8, 1);
    print("ppo, separate value", Estimator.GAE, ValueKind.SEPARATE, 1, 4);
    print("ppo, shared value", Estimator.GAE, ValueKind.SHARED, 1, 4);
  }

  private static void print(
      String name, Estimator estimator, ValueKind value, int group, int epochs) throws IOException {
    int cores = NativeThreads.ofProcess();
    PolicySettings settings =
        new PolicySettings(
            estimator,
            Aggregation.TOKEN_MEAN,
            new Divergence(KlPlacement.REWARD, KlEstimator.K1, .05, new KlController(0, .1)),
            new Discount(1, .95, false),
            new Clipping(new ClippedPolicyLoss(.2, .2, 0), new ClippedValueLoss(.2)),
            .1,
            0,
            group,
            Deviation.SAMPLE,
            1e-4,
            0,
            1,
            64,
            epochs,
            0);
    try (PolicySpeed speed =
        new PolicySpeed(ModelPresets.LLAMA_4M.config(), settings, value, 32, 32, cores)) {
      PolicySpeed.Result result = speed.measure(1, 3, 64 / group);
      System.out.printf(
          Locale.ROOT,
          "%s: %,.0f rollout tokens/s and %,.0f update tokens/s per core on %d cores;"
              + " rollouts take %.0f %% of an iteration of %.1f s%n",
          name,
          result.rolloutRate(),
          result.updateRate(),
          cores,
          100 * result.rolloutShare(),
          (result.rolloutSeconds() + result.updateSeconds()) / 3);
    }
  }
}
