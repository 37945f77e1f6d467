package dev.nightshift.inference.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TokenSamplerTest {

  private static final GenerationSettings ONE = GenerationSettings.greedy(1).withTemperature(1, 3);

  /** Scores ln 1, ln 2, ln 3, ln 4: probabilities .1, .2, .3, .4. */
  private static final float[] SCORES = {
    0, (float) Math.log(2), (float) Math.log(3), (float) Math.log(4)
  };

  @Test
  void sharesAreTheProbabilities() {
    assertShares(ONE, .1, .2, .3, .4);
  }

  @Test
  void temperatureSharpens() {
    // At temperature 1/2 the weights are 1, 4, 9, 16 of 30.
    assertShares(ONE.withTemperature(.5, 3), 1 / 30., 4 / 30., 9 / 30., 16 / 30.);
  }

  @Test
  void topKKeepsTheLikeliest() {
    assertShares(ONE.withTopK(2), 0, 0, 3 / 7., 4 / 7.);
  }

  @Test
  void topPKeepsTheFewestThatReachIt() {
    // .4 + .3 reaches .7 and .4 alone reaches .4.
    assertShares(ONE.withTopP(.65), 0, 0, 3 / 7., 4 / 7.);
    assertShares(ONE.withTopP(.35), 0, 0, 0, 1);
  }

  @Test
  void tiesGoToTheLowerId() {
    TokenSampler sampler = new TokenSampler(ONE.withTopK(1));
    assertThat(sampler.draw(new float[] {-1, 5, 5, -0.0f}, 0, 4, "a", 0)).isEqualTo(1);
    assertThat(sampler.draw(new float[] {0f, -0.0f}, 0, 2, "a", 0)).isZero();
    assertThat(sampler.draw(new float[] {-0.0f, 0f}, 0, 2, "a", 0)).isZero();
    assertThat(sampler.draw(new float[] {-3, -2, Float.NEGATIVE_INFINITY}, 0, 3, "a", 0))
        .isEqualTo(1);
  }

  private static void assertShares(GenerationSettings settings, double... expected) {
    TokenSampler sampler = new TokenSampler(settings);
    int draws = 20_000;
    int[] counts = new int[4];
    for (int step = 0; step < draws; step++) {
      counts[sampler.draw(SCORES, 0, 4, "row", step)]++;
    }
    for (int i = 0; i < 4; i++) {
      // Four standard deviations of a share of 20,000 draws are at most .0142.
      assertThat(counts[i] / (double) draws).isCloseTo(expected[i], within(.0142));
      if (expected[i] == 0) {
        assertThat(counts[i]).isZero();
      }
    }
  }
}
