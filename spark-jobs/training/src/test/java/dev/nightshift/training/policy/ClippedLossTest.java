package dev.nightshift.training.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClippedLossTest {

  private static final ClippedPolicyLoss PLAIN = new ClippedPolicyLoss(.2, .2, 0);
  private static final ClippedPolicyLoss DUAL = new ClippedPolicyLoss(.2, .2, 3);

  /**
   * A 1, ratio e: max(−e, −1.2) = −1.2. A 1, ratio 1/e: max(−.367879, −.8) = −.367879. A −1, ratio
   * 5: max(5, 1.2) = 5, with dual clip 3: 3. A −1, ratio .5: max(.5, .8) = .8.
   */
  @Test
  void termsOfTheReference() {
    assertThat(PLAIN.of(1, 0, 1).loss()).isCloseTo(-1.2, within(1e-9));
    assertThat(PLAIN.of(-1, 0, 1).loss()).isCloseTo(-.367879, within(1e-6));
    assertThat(PLAIN.of(Math.log(5), 0, -1).loss()).isCloseTo(5, within(1e-9));
    assertThat(DUAL.of(Math.log(5), 0, -1).loss()).isCloseTo(3, within(1e-9));
    assertThat(PLAIN.of(Math.log(.5), 0, -1).loss()).isCloseTo(.8, within(1e-9));
    assertThat(PLAIN.of(1, 0, 1).clipped()).isTrue();
    assertThat(PLAIN.of(-1, 0, 1).clipped()).isFalse();
  }

  /** Clip-higher lets a probable good token grow further than a bad one may shrink. */
  @Test
  void theUpperBoundIsOneOfItsOwn() {
    ClippedPolicyLoss higher = new ClippedPolicyLoss(.2, .28, 0);
    assertThat(higher.of(1, 0, 1).loss()).isCloseTo(-1.28, within(1e-9));
    assertThat(higher.of(-1, 0, -1).loss()).isCloseTo(.8, within(1e-9));
  }

  @ParameterizedTest
  @CsvSource({"0, 1", ".1, 1", ".5, 1", "-.5, 1", ".1, -1", ".5, -1", "-.5, -1", "1.4, -1"})
  void slopesAgreeWithFiniteDifferences(double logRatio, double advantage) {
    double h = 1e-6;
    for (ClippedPolicyLoss loss : new ClippedPolicyLoss[] {PLAIN, DUAL}) {
      double numeric =
          (loss.of(-2 + logRatio + h, -2, advantage).loss()
                  - loss.of(-2 + logRatio - h, -2, advantage).loss())
              / (2 * h);
      assertThat(loss.of(-2 + logRatio, -2, advantage).slope()).isCloseTo(numeric, within(1e-6));
    }
  }

  @Test
  void nothingOverflows() {
    for (double logProb : new double[] {-1e4, 1e4}) {
      for (double advantage : new double[] {-1, 0, 1}) {
        ClippedPolicyLoss.Term term = PLAIN.of(logProb, 0, advantage);
        assertThat(term.loss()).isFinite();
        assertThat(term.slope()).isFinite();
      }
    }
    assertThat(PLAIN.of(-3, -3, 0).loss()).isZero();
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> new ClippedPolicyLoss(0, .2, 0)).hasMessageContaining("0.0");
    assertThatThrownBy(() -> new ClippedPolicyLoss(.2, .2, .5)).hasMessageContaining("0.5");
  }

  /**
   * V .9, V_old .5, ε .2, R 1: free (.9 − 1)² = .01, clipped (.7 − 1)² = .09, half the greater
   * .045.
   */
  @Test
  void aValueThatRanAwayIsHeld() {
    ClippedValueLoss loss = new ClippedValueLoss(.2);
    ClippedValueLoss.Term held = loss.of(.9, .5, 1);
    assertThat(held.loss()).isCloseTo(.045, within(1e-12));
    assertThat(held.clipped()).isTrue();
    assertThat(held.slope()).isZero();
    ClippedValueLoss.Term free = loss.of(.6, .5, 1);
    assertThat(free.loss()).isCloseTo(.08, within(1e-12));
    assertThat(free.slope()).isCloseTo(-.4, within(1e-12));
    assertThat(new ClippedValueLoss(0).of(.9, .5, 1).loss()).isCloseTo(.005, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({".45, 1", ".65, 1", ".9, 1", ".1, 1", ".9, -1", ".1, -1", ".55, .5"})
  void valueSlopesAgreeWithFiniteDifferences(double value, double target) {
    double h = 1e-6;
    ClippedValueLoss loss = new ClippedValueLoss(.2);
    double numeric =
        (loss.of(value + h, .5, target).loss() - loss.of(value - h, .5, target).loss()) / (2 * h);
    assertThat(loss.of(value, .5, target).slope()).isCloseTo(numeric, within(1e-6));
  }
}
