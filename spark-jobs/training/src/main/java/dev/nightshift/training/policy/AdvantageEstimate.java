package dev.nightshift.training.policy;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The advantages of all tokens of an iteration. All means and spreads are over the whole iteration,
 * or over the answers to one prompt where the estimator compares those: never over a micro-batch.
 *
 * <p>With the divergence in the reward, a token's reward is −β KL_t, and the last token of an
 * answer has its score as well; estimators that compare answers take off the sum −β Σ_t KL_t
 * instead.
 *
 * @param advantages of each token of each answer
 * @param returns what the value function is to give; empty without one
 * @param metrics {@code objective/kl}, the mean of Σ_t (log π − log π_ref) over answers; {@code
 *     objective/entropy}, that of Σ_t −log π; {@code objective/scores}, the mean score; {@code
 *     objective/non_score_reward}, the mean of what the divergence adds to the reward; {@code
 *     objective/rlhf_reward}, the sum of both; {@code objective/kl_coefficient}; and, where answers
 *     are compared, {@code objective/equal_groups}, the share of prompts that teach nothing
 */
public record AdvantageEstimate(
    double[][] advantages, double[][] returns, Map<String, Double> metrics) {

  public AdvantageEstimate {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }

  /**
   * Estimates an iteration.
   *
   * @param settings which estimator, and its parameters
   * @param coefficient β
   * @param scores the reward of each answer, [n]
   * @param logProbs of each token when it was drawn, nats
   * @param reference the same under the reference
   * @param values of the state before each token; read by {@link Estimator#GAE} only
   */
  public static AdvantageEstimate of(
      PolicySettings settings,
      double coefficient,
      double[] scores,
      double[][] logProbs,
      double[][] reference,
      double[][] values) {
    double[][] penalties = penalties(settings, coefficient, logProbs, reference);
    Map<String, Double> metrics =
        metrics(settings, coefficient, scores, logProbs, reference, penalties);
    Estimator estimator = settings.estimator();
    if (estimator.comparesAnswers()) {
      double[] rewards = scores.clone();
      for (int i = 0; i < rewards.length; i++) {
        rewards[i] += Arrays.stream(penalties[i]).sum();
      }
      double[] compared = compared(settings, rewards);
      metrics.put(
          "objective/equal_groups", GroupAdvantages.shareOfEqual(rewards, settings.groupSize()));
      return new AdvantageEstimate(spread(compared, logProbs), new double[0][], metrics);
    }
    double[][] rewards = tokenRewards(settings, scores, penalties);
    double[][] state = estimator == Estimator.GAE ? values : zeros(logProbs);
    double lambda = estimator == Estimator.GAE ? settings.discount().lambda() : 1;
    double[][] advantages = new double[rewards.length][];
    double[][] returns = new double[rewards.length][];
    for (int i = 0; i < rewards.length; i++) {
      Gae gae = Gae.of(rewards[i], state[i], settings.discount().gamma(), lambda);
      advantages[i] = gae.advantages();
      returns[i] = gae.returns();
    }
    return new AdvantageEstimate(
        Whitening.of(advantages).apply(advantages),
        estimator == Estimator.GAE ? returns : new double[0][],
        metrics);
  }

  private static double[] compared(PolicySettings settings, double[] rewards) {
    int group = settings.groupSize();
    return switch (settings.estimator()) {
      case GRPO ->
          GroupAdvantages.grpo(rewards, group, settings.groupDeviation(), settings.groupEpsilon());
      case DR_GRPO -> GroupAdvantages.drGrpo(rewards, group);
      case RLOO -> GroupAdvantages.rloo(rewards, group);
      case GAE, REINFORCE_PP ->
          throw new IllegalArgumentException(settings.estimator() + " compares no answers");
    };
  }

  /** −β KL of each token where the divergence is in the reward; zeros where it is in the loss. */
  private static double[][] penalties(
      PolicySettings settings, double coefficient, double[][] logProbs, double[][] reference) {
    double[][] penalties = zeros(logProbs);
    if (settings.kl().placement() == KlPlacement.REWARD && coefficient != 0) {
      for (int i = 0; i < penalties.length; i++) {
        for (int t = 0; t < penalties[i].length; t++) {
          penalties[i][t] =
              -coefficient * settings.kl().estimator().value(logProbs[i][t], reference[i][t]);
        }
      }
    }
    return penalties;
  }

  private static double[][] tokenRewards(
      PolicySettings settings, double[] scores, double[][] penalties) {
    double[][] rewards = new double[scores.length][];
    for (int i = 0; i < rewards.length; i++) {
      rewards[i] = penalties[i].clone();
      rewards[i][rewards[i].length - 1] += scores[i];
    }
    return settings.discount().whitenRewards()
        ? Whitening.of(rewards).applyKeepingMean(rewards)
        : rewards;
  }

  private static Map<String, Double> metrics(
      PolicySettings settings,
      double coefficient,
      double[] scores,
      double[][] logProbs,
      double[][] reference,
      double[][] penalties) {
    double kl = 0;
    double entropy = 0;
    double penalty = 0;
    for (int i = 0; i < scores.length; i++) {
      for (int t = 0; t < logProbs[i].length; t++) {
        kl += logProbs[i][t] - reference[i][t];
        entropy -= logProbs[i][t];
        penalty += penalties[i][t];
      }
    }
    double score = Arrays.stream(scores).sum() / scores.length;
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("objective/kl", kl / scores.length);
    metrics.put("objective/entropy", entropy / scores.length);
    metrics.put("objective/scores", score);
    metrics.put("objective/non_score_reward", penalty / scores.length);
    metrics.put("objective/rlhf_reward", score + penalty / scores.length);
    metrics.put("objective/kl_coefficient", coefficient);
    return metrics;
  }

  private static double[][] spread(double[] ofAnswers, double[][] like) {
    double[][] rows = zeros(like);
    for (int i = 0; i < rows.length; i++) {
      Arrays.fill(rows[i], ofAnswers[i]);
    }
    return rows;
  }

  private static double[][] zeros(double[][] like) {
    double[][] rows = new double[like.length][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new double[like[i].length];
    }
    return rows;
  }
}
