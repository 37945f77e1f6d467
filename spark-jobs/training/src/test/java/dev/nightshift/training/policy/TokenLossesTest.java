package dev.nightshift.training.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.training.lm.TokenBatch;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TokenLossesTest {

  /**
   * Answers of 2 and 4 tokens with losses 1 and 2 a token (advantages −1 and −2 at ratio 1). Token
   * mean: (2 · 1 + 4 · 2) / 6 = 1.666667. Mean of sequence means: (1 + 2) / 2 = 1.5. Constant, with
   * L = 8: (2 / 8 + 8 / 8) / 2 = .625.
   */
  @ParameterizedTest
  @EnumSource
  void aggregationsOfTheReference(Aggregation aggregation) {
    double[] same = {-1, -1, -1, -1, -1, -1};
    double[] advantages = {-1, -1, -2, -2, -2, -2};
    PolicyBatch batch =
        new PolicyBatch(
            tokens(), same, same, advantages, new double[0], new double[0], new int[] {2, 4}, 0);
    PolicySettings settings =
        PolicySettingsSamples.of(Estimator.GRPO, aggregation, KlPlacement.LOSS);
    TokenLosses losses = new TokenLosses(settings, batch, same, new double[6], new double[0]);
    double expected =
        switch (aggregation) {
          case TOKEN_MEAN -> 1.666667;
          case SEQUENCE_MEAN -> 1.5;
          case CONSTANT -> .625;
        };
    assertThat(losses.loss() / losses.units()).isCloseTo(expected, within(1e-6));
  }

  @Test
  void derivativesOfTheWholeAgreeWithFiniteDifferences() {
    double[] old = {-1, -2, -.5, -1, -1.5, -3};
    double[] reference = {-1.2, -1.8, -.7, -1, -1.4, -2};
    double[] advantages = {1, -1, .5, 2, -2, -.3};
    double[] now = {-.9, -2.05, -.45, -1.6, -1.45, -2.9};
    double[] entropies = {.3, .6, .1, .9, .2, .4};
    double[] values = {.1, .2, -.3, .4, .75, -.1};
    double[] before = {.15, .1, -.2, .3, .4, -.2};
    double[] returns = {1, 0, .5, .2, -.4, 0};
    PolicyBatch batch =
        new PolicyBatch(
            tokens(), old, reference, advantages, returns, before, new int[] {2, 4}, .05);
    PolicySettings settings =
        PolicySettingsSamples.of(
            Estimator.GAE, Aggregation.SEQUENCE_MEAN, KlPlacement.LOSS, .01, 1, 1, 0);
    TokenLosses losses = new TokenLosses(settings, batch, now, entropies, values);
    double h = 1e-6;
    for (int i = 0; i < 6; i++) {
      double by =
          (loss(settings, batch, moved(now, i, h), entropies, values)
                  - loss(settings, batch, moved(now, i, -h), entropies, values))
              / (2 * h);
      assertThat(losses.slopes()[i]).as("log-probability " + i).isCloseTo(by, within(1e-7));
      double byEntropy =
          (loss(settings, batch, now, moved(entropies, i, h), values)
                  - loss(settings, batch, now, moved(entropies, i, -h), values))
              / (2 * h);
      assertThat(losses.entropySlopes()[i]).isCloseTo(byEntropy, within(1e-7));
      double byValue =
          (loss(settings, batch, now, entropies, moved(values, i, h))
                  - loss(settings, batch, now, entropies, moved(values, i, -h)))
              / (2 * h);
      assertThat(losses.valueSlopes()[i]).as("value " + i).isCloseTo(byValue, within(1e-7));
    }
    assertThat(losses.metrics()).hasSameSizeAs(TokenLosses.metrics(settings).toArray());
  }

  private static double loss(
      PolicySettings settings, PolicyBatch batch, double[] now, double[] spread, double[] values) {
    return new TokenLosses(settings, batch, now, spread, values).loss();
  }

  private static double[] moved(double[] values, int index, double by) {
    double[] moved = values.clone();
    moved[index] += by;
    return moved;
  }

  /** Prompts of 3 tokens with answers of 2 and 4. */
  private static TokenBatch tokens() {
    return TokenBatch.of(List.of(new int[] {3, 4, 5, 6, 7}, new int[] {3, 4, 5, 6, 7, 8, 9}), 3, 0);
  }
}
