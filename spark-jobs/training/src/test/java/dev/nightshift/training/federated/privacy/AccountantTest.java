package dev.nightshift.training.federated.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AccountantTest {

  private static final double DELTA = 1e-5;

  private static PrivateSum poisson(double q, double sigma) {
    return new PrivateSum(sigma, q, SamplingBound.POISSON);
  }

  /** The subsampled Gaussian at orders with fractions: classic and improved conversion. */
  @Test
  void costsAreThoseOfTheReference() {
    assertCosts(.01, 1.1, 10_000, 6.278710, 5.631992);
    assertCosts(.01, 1.1, 1_000, 2.082085, 1.711770);
    assertCosts(.01, 1.0, 1_000, 2.537983, 2.101365);
  }

  private static void assertCosts(
      double q, double sigma, long rounds, double classic, double improved) {
    PrivateSum sum = poisson(q, sigma);
    assertThat(Accountant.RDP_CLASSIC.costOf(sum).epsilon(rounds, DELTA))
        .isCloseTo(classic, within(5.1e-7));
    assertThat(Accountant.RDP.costOf(sum).epsilon(rounds, DELTA))
        .isCloseTo(improved, within(5.1e-7));
  }

  @Test
  void wholeOrdersAloneCostMore() {
    assertWhole(.01, 1.1, 10_000, 6.279811, 5.654308);
    assertWhole(.01, 1.1, 1_000, 2.086796, 1.725291);
    assertWhole(.01, 1.0, 1_000, 2.538348, 2.107753);
  }

  private static void assertWhole(
      double q, double sigma, long rounds, double classic, double improved) {
    double[] orders = RdpOrders.whole();
    PrivateSum sum = poisson(q, sigma);
    assertThat(new RdpCost(sum, RdpConversion.CLASSIC, orders).epsilon(rounds, DELTA))
        .isCloseTo(classic, within(5.1e-7));
    assertThat(new RdpCost(sum, RdpConversion.IMPROVED, orders).epsilon(rounds, DELTA))
        .isCloseTo(improved, within(5.1e-7));
  }

  /** The series for fractions meets the sum for whole orders from both sides. */
  @Test
  void ordersAreContinuous() {
    for (int alpha = 2; alpha < 40; alpha += 7) {
      double whole = SubsampledGaussianRdp.epsilon(.05, 1.3, alpha);
      double below = SubsampledGaussianRdp.epsilon(.05, 1.3, alpha - 1e-6);
      double above = SubsampledGaussianRdp.epsilon(.05, 1.3, alpha + 1e-6);
      assertThat(below).isLessThan(whole).isCloseTo(whole, within(1e-5 * whole));
      assertThat(above).isGreaterThan(whole).isCloseTo(whole, within(1e-5 * whole));
    }
  }

  @Test
  void withoutSamplingItIsTheGaussianMechanism() {
    assertThat(SubsampledGaussianRdp.epsilon(1, 2, 3)).isEqualTo(3 / 8.0);
    assertThat(SubsampledGaussianRdp.epsilon(1 - 1e-9, 2, 3.5)).isCloseTo(3.5 / 8, within(1e-6));
  }

  /**
   * Wang et al. 2019, theorem 9, for γ .1, σ 4, α 2: ε(2) = 4/16 = .25; 1 + .01 · 1 · min(4 (e^.25
   * − 1), 2 e^.25) = 1.01136102, whose logarithm is the value.
   */
  @Test
  void aFixedNumberOfClientsHasTheBoundOfItsOwn() {
    assertThat(WithoutReplacementRdp.epsilon(.1, 4, 2))
        .isCloseTo(Math.log(1 + .01 * 4 * Math.expm1(.25)), within(1e-12));
    assertThat(WithoutReplacementRdp.epsilon(.1, 4, 4)).isCloseTo(.027499927720, within(1e-11));
    assertThat(WithoutReplacementRdp.epsilon(.01, 2, 8)).isCloseTo(.002684165013, within(1e-11));
    // Where nearly all take part the bound is worse than none.
    assertThat(WithoutReplacementRdp.epsilon(.99, 4, 2))
        .isEqualTo(WithoutReplacementRdp.unamplified(4, 2));
    double between = WithoutReplacementRdp.epsilon(.1, 4, 2.5);
    assertThat(between)
        .isGreaterThan(WithoutReplacementRdp.epsilon(.1, 4, 2))
        .isLessThan(WithoutReplacementRdp.epsilon(.1, 4, 3));
    PrivateSum fixed = new PrivateSum(4, .1, SamplingBound.WITHOUT_REPLACEMENT);
    PrivateSum unamplified = new PrivateSum(4, .1, SamplingBound.UNAMPLIFIED);
    assertThat(Accountant.RDP.costOf(fixed).epsilon(100, DELTA))
        .isLessThan(Accountant.RDP.costOf(unamplified).epsilon(100, DELTA));
  }

  /**
   * n Gaussian mechanisms are one with σ/√n, whose δ(ε) = Φ(1/(2s) − εs) − e^ε Φ(−1/(2s) − εs) is
   * known (Balle and Wang 2018, theorem 8).
   */
  @Test
  void lossDistributionsMeetTheGaussianMechanism() {
    for (long rounds : new long[] {1, 10, 300}) {
      double sigma = 8;
      // A client that is replaced moves the sum by two norms.
      double s = sigma / 2 / Math.sqrt(rounds);
      PrivateSum sum = new PrivateSum(sigma, 1, SamplingBound.UNAMPLIFIED);
      double epsilon = Accountant.PLD.costOf(sum).epsilon(rounds, DELTA);
      assertThat(epsilon).isBetween(exact(s) - 1e-9, exact(s) + 1e-4);
    }
  }

  private static double exact(double s) {
    double low = 0;
    double high = 100;
    for (int i = 0; i < 100; i++) {
      double middle = (low + high) / 2;
      double delta =
          NormalTail.above(middle * s - 1 / (2 * s))
              - Math.exp(middle) * NormalTail.above(middle * s + 1 / (2 * s));
      if (delta > DELTA) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  /** A tight accountant is below the Rényi one, and not by much. */
  @Test
  void lossDistributionsAreTighterThanRenyiDivergences() {
    for (double[] row : new double[][] {{.01, 1.1, 10_000}, {.01, 1.1, 1_000}, {.01, 1.0, 1_000}}) {
      PrivateSum sum = poisson(row[0], row[1]);
      double rdp = Accountant.RDP.costOf(sum).epsilon((long) row[2], DELTA);
      double pld = Accountant.PLD.costOf(sum).epsilon((long) row[2], DELTA);
      assertThat(pld).isBetween(.75 * rdp, rdp);
    }
  }

  @Test
  void lossDistributionsAreDistributions() {
    LossDistribution one = new LossDistribution(.5, -2, new double[] {.1, .2, .3, .2, .1}, .1);
    assertThat(one.delta(Double.NEGATIVE_INFINITY)).isCloseTo(1, within(1e-15));
    // δ(0) = .1 + .2 (1 − e^−.5) + .1 (1 − e^−1)
    assertThat(one.delta(0))
        .isCloseTo(.1 + .2 * -Math.expm1(-.5) + .1 * -Math.expm1(-1), within(1e-15));
    double epsilon = one.epsilon(.15);
    assertThat(one.delta(epsilon)).isCloseTo(.15, within(1e-12));
    assertThat(one.epsilon(.05)).isInfinite();
    LossDistribution two = one.times(2);
    // Finite with probability .9², and 2 · .1 · .2 + … of a total of −1.
    assertThat(two.infinite()).isCloseTo(1 - .81, within(1e-12));
    int at = (int) (-2 - two.first());
    assertThat(two.mass()[at]).isCloseTo(2 * .1 * .3 + .2 * .2, within(1e-14));
  }

  @Test
  void costsGrowAndNoiseKeepsThemWithinABudget() {
    PrivateSum sum = poisson(.033, 1);
    for (Accountant accountant : Accountant.values()) {
      double sigma = NoiseCalibration.multiplier(accountant, sum, 200, 3, DELTA);
      PrivacyCost cost = accountant.costOf(sum.withNoise(sigma));
      assertThat(cost.epsilon(200, DELTA)).isBetween(2.99, 3.0);
      PrivacyBudget budget = new PrivacyBudget(cost, 3, DELTA);
      assertThat(budget.allows(200)).isTrue();
      assertThat(budget.allows(202)).isFalse();
      assertThat(budget.spent(0)).isZero();
    }
    assertThatThrownBy(
            () -> NoiseCalibration.multiplier(Accountant.RDP, sum, 1_000_000_000_000L, 1e-6, DELTA))
        .hasMessageContaining("no noise keeps");
  }

  @Test
  void tailsHaveASmallRelativeError() {
    // erfc(1) and erfc(5) to twelve digits, Abramowitz and Stegun table 7.1 and 7.3.
    assertThat(Math.exp(NormalTail.logErfc(1))).isCloseTo(.157299207050285, within(1e-14));
    assertThat(Math.exp(NormalTail.logErfc(5)) / 1.5374597944280349e-12)
        .isCloseTo(1, within(1e-12));
    assertThat(NormalTail.logErfc(-3)).isCloseTo(Math.log(1.9999779095030014), within(1e-14));
    double left = NormalTail.logErfc(Math.nextDown(2.0));
    assertThat(NormalTail.logErfc(2)).isCloseTo(left, within(1e-12));
  }
}
