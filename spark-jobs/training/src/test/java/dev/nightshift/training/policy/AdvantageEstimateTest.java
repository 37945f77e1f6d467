package dev.nightshift.training.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two or four answers with known log-probabilities: the accounts of the divergence. */
class AdvantageEstimateTest {

  private static final double[][] LOG_PROBS = {{-1, -2}, {-1}, {-.5, -.5}, {-3}};
  private static final double[][] REFERENCE = {{-1.5, -2}, {-.5}, {-.5, -1}, {-3}};
  private static final double[] SCORES = {1, 0, 0, 1};

  /**
   * KL of the answers: .5, −.5, .5, 0, mean .125; with β .05 rewards lose .00625 in the mean. −log
   * π sums to 3, 1, 1, 3, mean 2.
   */
  @Test
  void theAccountsAreMeansOverAnswers() {
    AdvantageEstimate estimate = estimate(Estimator.GAE, KlPlacement.REWARD);
    Map<String, Double> metrics = estimate.metrics();
    assertThat(metrics.get("objective/kl")).isCloseTo(.125, within(1e-12));
    assertThat(metrics.get("objective/entropy")).isCloseTo(2, within(1e-12));
    assertThat(metrics.get("objective/scores")).isCloseTo(.5, within(1e-12));
    assertThat(metrics.get("objective/non_score_reward")).isCloseTo(-.00625, within(1e-12));
    assertThat(metrics.get("objective/rlhf_reward")).isCloseTo(.49375, within(1e-12));
    assertThat(metrics.get("objective/kl_coefficient")).isEqualTo(.05);
  }

  /**
   * Values of zero, γ 1, λ .95. Token rewards of the first answer: −.025 and 1; so its returns are
   * −.025 + .95 · 1 = .925 and 1.
   */
  @Test
  void aTokenPaysItsOwnDivergenceAndTheLastOneGetsTheScore() {
    AdvantageEstimate estimate = estimate(Estimator.GAE, KlPlacement.REWARD);
    assertThat(estimate.returns()[0][0]).isCloseTo(.925, within(1e-12));
    assertThat(estimate.returns()[0][1]).isCloseTo(1, within(1e-12));
    assertThat(estimate.returns()[1][0]).isCloseTo(.025, within(1e-12));
    Whitening spread = Whitening.of(estimate.advantages());
    assertThat(spread.mean()).isCloseTo(0, within(1e-9));
    assertThat(spread.variance()).isCloseTo(1, within(1e-6));
  }

  /** In the loss, the divergence leaves the rewards alone. */
  @Test
  void inTheLossTheDivergenceIsNoReward() {
    AdvantageEstimate estimate = estimate(Estimator.GRPO, KlPlacement.LOSS);
    assertThat(estimate.metrics().get("objective/non_score_reward")).isZero();
    assertThat(estimate.metrics().get("objective/equal_groups")).isZero();
    assertThat(estimate.returns()).isEmpty();
    assertThat(estimate.advantages()[0]).hasSize(2);
    // .5 / (.577350 + 1e-4)
    for (double advantage : estimate.advantages()[0]) {
      assertThat(advantage).isCloseTo(.865875, within(1e-6));
    }
    assertThat(estimate.advantages()[1][0]).isCloseTo(-.865875, within(1e-6));
  }

  /**
   * RLOO with the divergence in the reward: R = 1 − .025, .025, −.025, 1, sum 1.975; leaving out
   * the first: (1.975 − .975) / 3 = 1/3, so its advantage is .975 − .333333 = .641667.
   */
  @Test
  void comparedAnswersPayTheirSum() {
    AdvantageEstimate estimate = estimate(Estimator.RLOO, KlPlacement.REWARD);
    assertThat(estimate.advantages()[0][0]).isCloseTo(.641667, within(1e-6));
    assertThat(estimate.advantages()[0][1]).isEqualTo(estimate.advantages()[0][0]);
  }

  /**
   * REINFORCE++: rewards to come of the tokens are .975, 1 | .025 | −.025, −.025 | 1 (the third
   * answer's only divergence is that of its second token), then normalised over all six.
   */
  @Test
  void reinforcePlusPlusNormalisesOverAllTokens() {
    AdvantageEstimate estimate = estimate(Estimator.REINFORCE_PP, KlPlacement.REWARD);
    double[][] toCome = {{.975, 1}, {.025}, {-.025, -.025}, {1}};
    double[][] expected = Whitening.of(toCome).apply(toCome);
    for (int i = 0; i < expected.length; i++) {
      for (int t = 0; t < expected[i].length; t++) {
        assertThat(estimate.advantages()[i][t]).isCloseTo(expected[i][t], within(1e-9));
      }
    }
  }

  private static AdvantageEstimate estimate(Estimator estimator, KlPlacement placement) {
    double[][] values = {{0, 0}, {0}, {0, 0}, {0}};
    return AdvantageEstimate.of(
        PolicySettingsSamples.of(estimator, Aggregation.TOKEN_MEAN, placement),
        .05,
        SCORES,
        LOG_PROBS,
        REFERENCE,
        values);
  }
}
