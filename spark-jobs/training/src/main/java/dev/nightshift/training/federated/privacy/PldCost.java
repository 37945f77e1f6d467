package dev.nightshift.training.federated.privacy;

/**
 * Costs by privacy loss distributions, which are tight but for the grid. Both directions count: a
 * client is removed, and a client is added.
 *
 * <p>The upper distribution is put on the grid such that δ(ε) is met at the grid's points and is
 * linear in e^ε between them, above the true curve, which is convex: the loss in (a, a + h] goes to
 * both ends of the interval, so that its probability under both distributions stays. Doroshenko et
 * al. 2022, "Connect the dots: tighter discrete approximations of privacy loss distributions".
 */
final class PldCost implements PrivacyCost {

  private static final double STEP = 1e-4;
  private static final long MOST_POINTS = 1L << 20;

  /** Noise deviations behind which a tail is left: its probability is below 1e-17. */
  private static final double TAIL = 8.5;

  private final double sigma;
  private final double q;

  PldCost(PrivateSum mechanism) {
    if (!Accountant.PLD.knows(mechanism.bound())) {
      throw new IllegalArgumentException("no loss distribution is known for fixed-size samples");
    }
    boolean replaced = mechanism.bound() == SamplingBound.UNAMPLIFIED;
    // A client that is replaced moves the sum by two norms.
    this.sigma = replaced ? mechanism.noiseMultiplier() / 2 : mechanism.noiseMultiplier();
    this.q = replaced ? 1 : mechanism.share();
  }

  @Override
  public double epsilon(long rounds, double delta) {
    if (rounds == 0) {
      return 0;
    }
    double removed = composed(true, rounds).epsilon(delta);
    return q == 1 ? removed : Math.max(removed, composed(false, rounds).epsilon(delta));
  }

  private LossDistribution composed(boolean removed, long rounds) {
    double step = STEP;
    while (true) {
      LossDistribution one = discretised(removed, step);
      long[] range = one.range(rounds);
      long points = range[1] - range[0] + 1;
      if (points <= MOST_POINTS) {
        return one.times(rounds);
      }
      step *= Math.max(2, Math.ceil((double) points / MOST_POINTS));
    }
  }

  /** ln((1 − q) + q e^((2x − 1) / (2σ²))), growing in x. */
  private double lossAt(double x) {
    double shifted = (2 * x - 1) / (2 * sigma * sigma);
    return q == 1 ? shifted : SubsampledGaussianRdp.logAdd(Math.log1p(-q), Math.log(q) + shifted);
  }

  /** Where the loss has a value. */
  private double placeOf(double loss) {
    double excess = q == 1 ? loss : Math.log(Math.expm1(loss) + q) - Math.log(q);
    return q == 1 || Math.exp(loss) > 1 - q
        ? sigma * sigma * excess + .5
        : Double.NEGATIVE_INFINITY;
  }

  /**
   * The losses of one round: ln(mixture / plain) under the mixture, or its negative under plain.
   */
  private LossDistribution discretised(boolean removed, double wanted) {
    double lowest = -TAIL * sigma;
    double highest = 1 + TAIL * sigma;
    double low = removed ? lossAt(lowest) : -lossAt(highest);
    double high = removed ? lossAt(highest) : -lossAt(lowest);
    double step = Math.max(wanted, (high - low) / MOST_POINTS);
    long first = (long) Math.floor(low / step);
    long last = (long) Math.ceil(high / step);
    double[] mass = new double[Math.toIntExact(last - first + 1)];
    double infinite = removed ? tail(highest, true) : tail(lowest, false);
    mass[0] += removed ? tail(lowest, false, true) : tail(highest, true, false);
    Ends from = ends(removed ? first * step : -first * step, lowest, highest);
    for (long k = first; k < last; k++) {
      Ends to = ends(removed ? (k + 1) * step : -(k + 1) * step, lowest, highest);
      double plain = removed ? from.plain.until(to.plain) : to.plain.until(from.plain);
      double shifted = removed ? from.shifted.until(to.shifted) : to.shifted.until(from.shifted);
      double mixed = (1 - q) * plain + q * shifted;
      double upper = removed ? mixed : plain;
      double lower = removed ? plain : mixed;
      double share = (upper - Math.exp(k * step) * lower) / -Math.expm1(-step);
      double right = Math.min(upper, Math.max(0, share));
      mass[(int) (k - first)] += upper - right;
      mass[(int) (k - first) + 1] += right;
      from = to;
    }
    return new LossDistribution(step, first, mass, infinite);
  }

  /** A place under the plain distribution and under the one that is shifted by one norm. */
  private record Ends(NormalTail.Point plain, NormalTail.Point shifted) {}

  private Ends ends(double loss, double lowest, double highest) {
    double x = Math.min(highest, Math.max(lowest, placeOf(loss)));
    return new Ends(NormalTail.Point.of(x / sigma), NormalTail.Point.of((x - 1) / sigma));
  }

  /** The upper distribution's probability beyond the last place that is looked at. */
  private double tail(double place, boolean right) {
    return tail(place, right, right);
  }

  private double tail(double place, boolean right, boolean ofMixture) {
    double plain = NormalTail.above(right ? place / sigma : -place / sigma);
    double shifted = NormalTail.above(right ? (place - 1) / sigma : (1 - place) / sigma);
    return ofMixture ? (1 - q) * plain + q * shifted : plain;
  }
}
