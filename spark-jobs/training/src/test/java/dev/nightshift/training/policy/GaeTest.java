package dev.nightshift.training.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GaeTest {

  private static final double[] LAST_ONLY = {0, 0, 0, 1};

  /**
   * r = v = [0, 0, 0, 1], γ .9, λ .95. From the end: δ₃ = 1 + 0 − 1 = 0, A₃ = 0; δ₂ = 0 + .9 · 1 −
   * 0 = .9, A₂ = .9; δ₁ = 0, A₁ = .855 · .9 = .7695; A₀ = .855 · .7695 = .657922. Returns are A +
   * v.
   */
  @Test
  void advantagesAndReturnsOfTheReference() {
    Gae gae = Gae.of(LAST_ONLY, LAST_ONLY, .9, .95);
    assertClose(gae.advantages(), .657922, .7695, .9, 0);
    assertClose(gae.returns(), .657922, .7695, .9, 1);
  }

  /**
   * Their mean is .581856; deviations .076067, .187644, .318144, −.581856 with squares that sum to
   * .480769; divided by 3 that is .160256, whose root is .400320: .076067 / .400320 = .190015.
   */
  @Test
  void whiteningDividesByTheUnbiasedDeviation() {
    double[][] rows = {{.6579225, .7695}, {.9, 0}};
    double[][] white = Whitening.of(rows).apply(rows);
    assertClose(white[0], .190015, .468736);
    assertClose(white[1], .794725, -1.453476);
    double[][] scaled = Whitening.of(rows).applyKeepingMean(rows);
    assertThat(scaled[0][0]).isCloseTo(.190015 + .58185563, within(1e-5));
  }

  /** Without a discount and λ = 1 the advantage is the reward to come, less the value. */
  @Test
  void lambdaOneIsTheReturnLessTheValue() {
    Gae gae = Gae.of(new double[] {1, 2, 3}, new double[] {.5, .25, .125}, 1, 1);
    assertClose(gae.advantages(), 5.5, 4.75, 2.875);
    assertClose(gae.returns(), 6, 5, 3);
  }

  /** λ = 0 looks one step ahead. */
  @Test
  void lambdaZeroIsTheErrorOfOneStep() {
    Gae gae = Gae.of(new double[] {1, 2}, new double[] {.5, .25}, .5, 0);
    assertClose(gae.advantages(), 1 + .5 * .25 - .5, 2 - .25);
  }

  /** A value alone has no spread: it must not become infinite. */
  @Test
  void equalValuesAreWhitenedToZero() {
    double[][] rows = {{3}, {3, 3}};
    for (double[] row : Whitening.of(rows).apply(rows)) {
      assertThat(row).containsOnly(0);
    }
    double[][] one = {{7}};
    assertThat(Whitening.of(one).apply(one)[0]).containsExactly(0);
  }

  private static void assertClose(double[] seen, double... expected) {
    assertThat(seen).hasSize(expected.length);
    for (int i = 0; i < seen.length; i++) {
      assertThat(seen[i]).as("element " + i).isCloseTo(expected[i], within(1e-6));
    }
  }
}
