package dev.nightshift.training.federated.privacy;

/**
 * A privacy loss distribution on a grid: the loss is k · step with probability {@code mass[k −
 * first]} under the upper distribution, and infinite with probability {@code infinite}.
 *
 * <p>Its δ(ε) = infinite + Σ over losses l &gt; ε of p(l) (1 − e^(ε − l)).
 *
 * @param step distance of the grid, nats
 * @param first number of the first point
 * @param mass probabilities of the points
 * @param infinite probability of an infinite loss
 */
record LossDistribution(double step, long first, double[] mass, double infinite) {

  /** What composition cuts off of each tail, and counts as infinite loss. */
  private static final double CUT = 1e-13;

  /** δ for a given ε. */
  double delta(double epsilon) {
    double delta = infinite;
    for (int i = mass.length - 1; i >= 0; i--) {
      double loss = (first + i) * step;
      if (loss <= epsilon) {
        break;
      }
      delta -= mass[i] * Math.expm1(epsilon - loss);
    }
    return delta;
  }

  /** The least ε ≥ 0 whose δ is at most the given one; infinite where there is none. */
  double epsilon(double delta) {
    if (infinite > delta) {
      return Double.POSITIVE_INFINITY;
    }
    if (delta(0) <= delta) {
      return 0;
    }
    // From the top down: Σ p and Σ p e^−l of the losses above. Between two points δ is linear in
    // e^ε, so the crossing is found without a search.
    double above = infinite;
    double scaled = 0;
    for (int i = mass.length - 1; i >= 0; i--) {
      double loss = (first + i) * step;
      if (above - Math.exp(loss) * scaled > delta) {
        return Math.log((above - delta) / scaled);
      }
      above += mass[i];
      scaled += mass[i] * Math.exp(-loss);
    }
    return Math.max(0, Math.log((above - delta) / scaled));
  }

  /** The first and last number of points that some rounds need, by Chernoff's bound. */
  long[] range(long rounds) {
    double high = Double.POSITIVE_INFINITY;
    double low = Double.NEGATIVE_INFINITY;
    for (int power = -8; power <= 10; power++) {
      double order = Math.pow(2, power);
      high = Math.min(high, (rounds * logMoment(order) - Math.log(CUT)) / order);
      low = Math.max(low, -(rounds * logMoment(-order) - Math.log(CUT)) / order);
    }
    high = Math.min(high, rounds * (first + mass.length - 1) * step);
    low = Math.max(low, rounds * first * step);
    return new long[] {(long) Math.floor(low / step), (long) Math.ceil(high / step)};
  }

  /** ln Σ p e^(order · loss) of the finite losses. */
  private double logMoment(double order) {
    double greatest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < mass.length; i++) {
      if (mass[i] > 0) {
        greatest = Math.max(greatest, Math.log(mass[i]) + order * (first + i) * step);
      }
    }
    double sum = 0;
    for (int i = 0; i < mass.length; i++) {
      if (mass[i] > 0) {
        sum += Math.exp(Math.log(mass[i]) + order * (first + i) * step - greatest);
      }
    }
    return greatest + Math.log(sum);
  }

  /**
   * The distribution of the sum of independent losses, by the power of its Fourier transform
   * (Koskela, Jälkö and Honkela 2020). Both tails that are cut off count as infinite loss.
   */
  LossDistribution times(long rounds) {
    long[] range = range(rounds);
    int points = Math.toIntExact(range[1] - range[0] + 1);
    int n = Math.max(2, Integer.highestOneBit(points) * (Integer.bitCount(points) == 1 ? 1 : 2));
    double[] re = new double[n];
    double[] im = new double[n];
    for (int i = 0; i < mass.length; i++) {
      re[(int) Math.floorMod(first + i, (long) n)] += mass[i];
    }
    Fft.forward(re, im);
    for (int i = 0; i < n; i++) {
      double modulus = Math.pow(Math.hypot(re[i], im[i]), rounds);
      double angle = rounds * Math.atan2(im[i], re[i]);
      re[i] = modulus * Math.cos(angle);
      im[i] = modulus * Math.sin(angle);
    }
    Fft.inverse(re, im);
    double[] sum = new double[points];
    for (int i = 0; i < points; i++) {
      sum[i] = Math.max(0, re[(int) Math.floorMod(range[0] + i, (long) n)]);
    }
    double lost = -Math.expm1(rounds * Math.log1p(-infinite)) + 2 * CUT;
    return new LossDistribution(step, range[0], sum, lost);
  }
}
