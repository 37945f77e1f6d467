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
  private static final int TERMS = 120;
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

  /** The probability that a standard normal variable lies in (from, to]. */
  static double between(double from, double to) {
    if (!(to > from)) {
      return 0;
    }
    return from > 0 ? above(from) - above(to) : above(-to) - above(-from);
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
    for (int k = TERMS; k >= 1; k--) {
      below = x + .5 * k / below;
    }
    return 1 / below;
  }
}
