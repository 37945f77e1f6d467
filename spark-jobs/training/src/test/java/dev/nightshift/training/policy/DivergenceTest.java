package dev.nightshift.training.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DivergenceTest {

  /** At (−1, −1.5): d = .5; d² / 2 = .125; e^−.5 + .5 − 1 = .606531 − .5 = .106531. */
  @Test
  void estimatesOfTheReference() {
    assertThat(KlEstimator.K1.value(-1, -1.5)).isCloseTo(.5, within(1e-9));
    assertThat(KlEstimator.K2.value(-1, -1.5)).isCloseTo(.125, within(1e-9));
    assertThat(KlEstimator.K3.value(-1, -1.5)).isCloseTo(.106531, within(1e-6));
  }

  @ParameterizedTest
  @EnumSource
  void slopesAgreeWithFiniteDifferences(KlEstimator estimator) {
    double h = 1e-6;
    for (double logProb : new double[] {-3, -1.5, -1, -.1}) {
      double numeric =
          (estimator.value(logProb + h, -1.5) - estimator.value(logProb - h, -1.5)) / (2 * h);
      assertThat(estimator.slope(logProb, -1.5)).isCloseTo(numeric, within(1e-6));
    }
  }

  @ParameterizedTest
  @EnumSource
  void thePolicyItselfIsNotFarAway(KlEstimator estimator) {
    assertThat(estimator.value(-2.5, -2.5)).isZero();
  }

  /** K1 and K3 are unbiased: over p = (.7, .3) against q = (.5, .5), Σ p log(p / q) = .082283. */
  @Test
  void twoOfThemAreUnbiased() {
    double exact = .7 * Math.log(.7 / .5) + .3 * Math.log(.3 / .5);
    for (KlEstimator estimator : new KlEstimator[] {KlEstimator.K1, KlEstimator.K3}) {
      double mean =
          .7 * estimator.value(Math.log(.7), Math.log(.5))
              + .3 * estimator.value(Math.log(.3), Math.log(.5));
      assertThat(mean).isCloseTo(exact, within(1e-12));
    }
  }

  /** KL 12 against 6: the error 1 is clipped to .2, so .05 becomes .05 · 1.02; the reverse at 3. */
  @Test
  void theAdaptiveCoefficientIsDrawnByAFifthAtMost() {
    KlController controller = new KlController(6, .1);
    assertThat(controller.next(.05, 12)).isCloseTo(.051, within(1e-12));
    assertThat(controller.next(.05, 3)).isCloseTo(.049, within(1e-12));
    // 6.6: the error is .1, the factor 1.01.
    assertThat(controller.next(.05, 6.6)).isCloseTo(.0505, within(1e-12));
    assertThat(controller.next(.05, 6)).isCloseTo(.05, within(1e-12));
  }

  @Test
  void aFixedCoefficientStays() {
    assertThat(new KlController(0, .1).next(.05, 1e9)).isEqualTo(.05);
  }
}
