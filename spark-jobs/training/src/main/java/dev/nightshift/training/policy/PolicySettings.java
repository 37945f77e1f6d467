package dev.nightshift.training.policy;

import dev.nightshift.training.policy.GroupAdvantages.Deviation;
import java.io.Serializable;

/**
 * How a policy learns from its rollouts.
 *
 * @param estimator how advantages are estimated
 * @param aggregation how losses of tokens are added up
 * @param kl the divergence from the reference
 * @param discount how rewards are spread over tokens
 * @param clipping how far a step may go
 * @param valueCoefficient weight of the value loss
 * @param entropyCoefficient weight of the entropy, which is added to what is maximised
 * @param groupSize answers to each prompt, G
 * @param groupDeviation how the spread of a group is measured, for GRPO
 * @param groupEpsilon what is added to it
 * @param missingEosPenalty taken off the reward of an answer that was cut off
 * @param temperature of the draws; log-probabilities are those of the distribution drawn from
 * @param maxNewTokens the greatest length of an answer, L
 * @param epochs passes over the rollouts of an iteration
 * @param targetKl the approximate divergence from the policy before the iteration that ends it; 0
 *     for none
 */
public record PolicySettings(
    Estimator estimator,
    Aggregation aggregation,
    Divergence kl,
    Discount discount,
    Clipping clipping,
    double valueCoefficient,
    double entropyCoefficient,
    int groupSize,
    Deviation groupDeviation,
    double groupEpsilon,
    double missingEosPenalty,
    double temperature,
    int maxNewTokens,
    int epochs,
    double targetKl)
    implements Serializable {

  /**
   * The divergence from the reference.
   *
   * @param placement in the reward or in the loss
   * @param estimator how it is estimated from a token
   * @param coefficient its first coefficient, β
   * @param controller how β goes on
   */
  public record Divergence(
      KlPlacement placement, KlEstimator estimator, double coefficient, KlController controller)
      implements Serializable {}

  /**
   * How rewards are spread over tokens.
   *
   * @param gamma γ
   * @param lambda λ
   * @param whitenRewards whether rewards of tokens get variance 1
   */
  public record Discount(double gamma, double lambda, boolean whitenRewards)
      implements Serializable {}

  /**
   * How far a step may go.
   *
   * @param policy the clipped loss of the policy
   * @param value the clipped loss of the value
   */
  public record Clipping(ClippedPolicyLoss policy, ClippedValueLoss value)
      implements Serializable {}

  public PolicySettings {
    if (groupSize < 1 || (estimator.comparesAnswers() && groupSize < 2)) {
      throw new IllegalArgumentException(
          estimator.label() + " cannot work with " + groupSize + " answers to a prompt");
    }
    if (!(temperature > 0) || maxNewTokens < 1 || epochs < 1) {
      throw new IllegalArgumentException(
          "temperature " + temperature + ", " + maxNewTokens + " tokens, " + epochs + " epochs");
    }
  }

  /** Whether a value function is trained beside the policy. */
  public boolean hasValue() {
    return estimator == Estimator.GAE;
  }
}
