package dev.nightshift.training.preference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.training.preference.PreferenceLoss.Kind;
import org.assertj.core.data.Offset;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/**
 * Policy log-probabilities chosen [−.5, −10, −1], rejected [−.1, −30, −21]; reference chosen [−.5,
 * −10.1, −.1], rejected [−.1, −20.1, −.1]. The log-ratios are chosen [0, .1, −.9] and rejected [0,
 * −9.9, −20.9], so the margins h are [0, 10, 20], and with β = .1 the scaled margins are [0, 1, 2].
 */
class PreferenceLossTest {

  private static final double[] MARGINS = {0, 10, 20};
  private static final Offset<Double> CLOSE = within(1e-6);

  /** ln(1 + e^0), ln(1 + e^−1), ln(1 + e^−2). */
  @Test
  void sigmoid() {
    assertLosses(new PreferenceLoss(Kind.SIGMOID, .1, 0), .693147, .313262, .126928);
  }

  /** .9 ln(1 + e^−1) + .1 ln(1 + e^1) = .9 · .313262 + .1 · 1.313262 = .413262. */
  @Test
  void sigmoidWithLabelSmoothing() {
    assertLosses(new PreferenceLoss(Kind.SIGMOID, .1, .1), .693147, .413262, .326928);
  }

  /** max(0, 1 − [0, 1, 2]). */
  @Test
  void hinge() {
    assertLosses(new PreferenceLoss(Kind.HINGE, .1, 0), 1, 0, 0);
  }

  /** ([0, 10, 20] − 1 / .2)² = [25, 25, 225]. */
  @Test
  void ipo() {
    assertLosses(new PreferenceLoss(Kind.IPO, .1, 0), 25, 25, 225);
  }

  /** The derivative by central differences in double precision, away from the hinge's corner. */
  @Test
  void gradientsAgreeWithFiniteDifferences() {
    double step = 1e-5;
    for (Kind kind : Kind.values()) {
      for (double smoothing : kind == Kind.SIGMOID ? new double[] {0, .2} : new double[] {0}) {
        PreferenceLoss loss = new PreferenceLoss(kind, .3, smoothing);
        for (double margin : new double[] {-7, -.5, 0, .4, 6}) {
          double numeric = (value(loss, margin + step) - value(loss, margin - step)) / (2 * step);
          assertThat(gradient(loss, margin))
              .as(loss + " at " + margin)
              .isCloseTo(numeric, within(1e-7));
        }
      }
    }
  }

  /** At h → −∞ the loss is −βh and its slope −β; at h → ∞ both are 0. No overflow on the way. */
  @Test
  void extremeMarginsStayFinite() {
    PreferenceLoss loss = new PreferenceLoss(Kind.SIGMOID, .1, 0);
    assertThat(value(loss, -1e6)).isCloseTo(1e5, within(1e-6));
    assertThat(gradient(loss, -1e6)).isCloseTo(-.1, CLOSE);
    assertThat(value(loss, 1e6)).isZero();
    assertThat(gradient(loss, 1e6)).isZero();
  }

  @Test
  void settingsThatWouldBeIgnoredAreRefused() {
    assertThatThrownBy(() -> new PreferenceLoss(Kind.IPO, .1, .1))
        .hasMessage("label smoothing belongs to the sigmoid loss");
    assertThatThrownBy(() -> new PreferenceLoss(Kind.SIGMOID, 0, 0))
        .hasMessage("beta must be positive, was 0.0");
  }

  private static void assertLosses(PreferenceLoss loss, double... expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat(value(loss, MARGINS[i])).isCloseTo(expected[i], CLOSE);
    }
  }

  private static double value(PreferenceLoss loss, double margin) {
    try (PointerScope scope = new PointerScope()) {
      return loss.of(Tensor.create(margin)).item_double();
    }
  }

  private static double gradient(PreferenceLoss loss, double margin) {
    try (PointerScope scope = new PointerScope()) {
      Tensor h = Tensor.create(margin).set_requires_grad(true);
      loss.of(h).sum().backward();
      return h.grad().item_double();
    }
  }
}
