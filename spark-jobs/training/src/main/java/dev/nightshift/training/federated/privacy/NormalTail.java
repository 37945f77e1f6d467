package dev.nightshift.training.federated.privacy;

/**
 * Tails of the normal distribution with a small relative error (about 1e-14), also where they are
 * too small for a double.
 *
 * <p>Below 2, erf is the series e^(−x²) · 2/√π · Σ 2ⁿ x^(2n+1) / (1·3·…·(2n+1)), all of whose terms
 * are positive (Abramowitz and Stegun 7.1.6). From 2 on, erfc is Laplace's continued fraction
 * (7.1.14), whose terms are enough in number for double precision there.
 */
final class NormalTail {

  private static final double SWITCH = 2;
  private static final double LOG_ROOT_PI = .5 * Math.log(Math.PI);

  private NormalTail() {}

  /** ln erfc(x). */
  static double logErfc(double x) {
    if (x < SWITCH) {
      return Math.log(x < 0 ? 1 + erf(-x) : 1 - erf(x));
    }
    return -x * x - LOG_ROOT_PI + Math.log(fraction(x));
  }

  /** The probability that a standard normal variable exceeds z. */
  static double above(double z) {
    return .5 * Math.exp(logErfc(z / Math.sqrt(2)));
  }

  /**
   * Both tails of a point, for differences between points.
   *
   * @param at the point
   * @param below probability that a standard normal variable is at most the point
   * @param above probability that it exceeds the point
   */
  record Point(double at, double below, double above) {

    static Point of(double z) {
      double smaller = NormalTail.above(Math.abs(z));
      return z > 0 ? new Point(z, 1 - smaller, smaller) : new Point(z, smaller, 1 - smaller);
    }

    /** The probability that a standard normal variable lies between this point and a later one. */
    double until(Point later) {
      return Math.max(0, at > 0 ? above - later.above : later.below - below);
    }
  }

  /** erf of x ≥ 0. */
  private static double erf(double x) {
    if (x > SWITCH) {
      return 1 - Math.exp(logErfc(x));
    }
    double term = x;
    double sum = x;
    for (int n = 1; term > sum * 1e-18; n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }

  /** 1 / (x + (1/2) / (x + 1 / (x + (3/2) / (x + …)))). */
  private static double fraction(double x) {
    double below = x;
    // Enough for double precision at every x from 2 on.
    for (int k = 20 + (int) (400 / (x * x)); k >= 1; k--) {
      below = x + .5 * k / below;
    }
    return 1 / below;
  }
}
