package dev.nightshift.training.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class BradleyTerryLossTest {

  private static final BradleyTerryLoss PLAIN = new BradleyTerryLoss(0);

  /** ln(1 + e^−1) at a margin of 1, ln 2 at a tie, ln(1 + e^1) where the order is wrong. */
  @Test
  void theLossOfAPair() {
    assertThat(value(PLAIN, 2, 1, 0)).isCloseTo(.313262, within(5e-7));
    assertThat(value(PLAIN, -3, -3, 0)).isCloseTo(.693147, within(5e-7));
    assertThat(value(PLAIN, 0, 1, 0)).isCloseTo(1.313262, within(5e-7));
  }

  /** A margin m moves the difference: 3 − m for m = 2 is 1. */
  @Test
  void aMarginAsksForAGreaterDifference() {
    assertThat(value(PLAIN, 3, 0, 2)).isCloseTo(.313262, within(5e-7));
    assertThat(value(PLAIN, 3, 0, 2)).isGreaterThan(value(PLAIN, 3, 0, 0));
  }

  /** .01 (2 + 1)² = .09 on top; rewards of 1.5 and .5 below the middle have no cost. */
  @Test
  void centringKeepsRewardsAroundZero() {
    assertThat(value(new BradleyTerryLoss(.01), 2, 1, 0)).isCloseTo(.403262, within(5e-7));
    assertThat(value(new BradleyTerryLoss(.01), .5, -.5, 0)).isCloseTo(.313262, within(5e-7));
  }

  /** −log σ(−1000) = 1000, without overflow, and with the slope −1 that still teaches. */
  @Test
  void extremeRewardsAreFinite() {
    assertThat(value(PLAIN, -1000, 0, 0)).isEqualTo(1000);
    assertThat(value(PLAIN, 1000, 0, 0)).isZero();
    assertThat(slope(PLAIN, -1000, 0, 0)).isEqualTo(-1);
  }

  @Test
  void gradientsAgreeWithFiniteDifferences() {
    double step = 1e-5;
    for (double centring : new double[] {0, .01, .7}) {
      BradleyTerryLoss loss = new BradleyTerryLoss(centring);
      for (double chosen : new double[] {-4, -.3, 0, 2.5}) {
        for (double margin : new double[] {0, .5}) {
          double numeric =
              (value(loss, chosen + step, .4, margin) - value(loss, chosen - step, .4, margin))
                  / (2 * step);
          assertThat(slope(loss, chosen, .4, margin)).isCloseTo(numeric, within(1e-7));
        }
      }
    }
  }

  @Test
  void aNegativeCoefficientIsRefused() {
    assertThatThrownBy(() -> new BradleyTerryLoss(-.1))
        .hasMessage("the coefficient of centring is at least 0, was -0.1");
  }

  private static double value(BradleyTerryLoss loss, double chosen, double rejected, double m) {
    try (PointerScope scope = new PointerScope()) {
      return loss.of(Tensor.create(chosen), Tensor.create(rejected), Tensor.create(m))
          .item_double();
    }
  }

  private static double slope(BradleyTerryLoss loss, double chosen, double rejected, double m) {
    try (PointerScope scope = new PointerScope()) {
      Tensor leaf = Tensor.create(chosen).set_requires_grad(true);
      loss.of(leaf, Tensor.create(rejected), Tensor.create(m)).sum().backward();
      return leaf.grad().item_double();
    }
  }
}
