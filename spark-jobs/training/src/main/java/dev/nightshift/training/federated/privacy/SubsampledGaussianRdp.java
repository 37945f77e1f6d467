package dev.nightshift.training.federated.privacy;

/**
 * Rényi differential privacy of the Gaussian mechanism on a Poisson sample: each client takes part
 * with probability q, a client's part has norm at most 1, and noise of deviation σ is added; one
 * client is added or removed.
 *
 * <p>ε(α) = ln A(α) / (α − 1) with A(α) = E over z ~ N(0, σ²) of ((1 − q) + q e^((2z − 1) /
 * (2σ²)))^α. For whole α it is the binomial sum Σ C(α, k) (1 − q)^(α − k) q^k e^((k² − k) / (2σ²)).
 * For others it is the series over both sides of z₀ = σ² ln(1/q − 1) + ½, whose terms hold erfc and
 * alternate in sign. Mironov, Talwar and Zhang 2019, "Rényi differential privacy of the sampled
 * Gaussian mechanism", sections 3.3 (equations 7 to 9).
 */
final class SubsampledGaussianRdp {

  /** Terms below e^−30 of the sum do not matter. */
  private static final double NEGLIGIBLE = -30;

  private SubsampledGaussianRdp() {}

  /**
   * ε(α) in nats.
   *
   * @param q probability that a client takes part, in (0, 1]
   * @param sigma deviation of the noise, in units of the greatest norm
   * @param alpha the order, greater than 1
   */
  static double epsilon(double q, double sigma, double alpha) {
    if (q == 0) {
      return 0;
    }
    if (q == 1) {
      return alpha / (2 * sigma * sigma);
    }
    double logA =
        alpha == Math.rint(alpha) ? whole(q, sigma, (int) alpha) : fractional(q, sigma, alpha);
    return Math.max(0, logA / (alpha - 1));
  }

  private static double whole(double q, double sigma, int alpha) {
    double sum = Double.NEGATIVE_INFINITY;
    double logBinomial = 0;
    for (int k = 0; k <= alpha; k++) {
      if (k > 0) {
        logBinomial += Math.log((alpha - k + 1.0) / k);
      }
      double term =
          logBinomial
              + k * Math.log(q)
              + (alpha - k) * Math.log1p(-q)
              + ((double) k * k - k) / (2 * sigma * sigma);
      sum = logAdd(sum, term);
    }
    return sum;
  }

  private static double fractional(double q, double sigma, double alpha) {
    double twice = 2 * sigma * sigma;
    double z0 = sigma * sigma * Math.log(1 / q - 1) + .5;
    double spread = Math.sqrt(2) * sigma;
    double left = Double.NEGATIVE_INFINITY;
    double right = Double.NEGATIVE_INFINITY;
    double binomial = 1;
    for (int i = 0; ; i++) {
      double j = alpha - i;
      double logBinomial = Math.log(Math.abs(binomial));
      double l =
          logBinomial
              + i * Math.log(q)
              + j * Math.log1p(-q)
              + ((double) i * i - i) / twice
              + Math.log(.5)
              + NormalTail.logErfc((i - z0) / spread);
      double r =
          logBinomial
              + j * Math.log(q)
              + i * Math.log1p(-q)
              + (j * j - j) / twice
              + Math.log(.5)
              + NormalTail.logErfc((z0 - j) / spread);
      left = binomial > 0 ? logAdd(left, l) : logSubtract(left, l);
      right = binomial > 0 ? logAdd(right, r) : logSubtract(right, r);
      if (i > alpha && Math.max(l, r) < NEGLIGIBLE) {
        return logAdd(left, right);
      }
      binomial *= (alpha - i) / (i + 1);
    }
  }

  /** ln(e^a + e^b). */
  static double logAdd(double a, double b) {
    double greater = Math.max(a, b);
    double smaller = Math.min(a, b);
    return smaller == Double.NEGATIVE_INFINITY
        ? greater
        : greater + Math.log1p(Math.exp(smaller - greater));
  }

  /** ln(e^a − e^b); −∞ where rounding makes it negative. */
  private static double logSubtract(double a, double b) {
    if (b == Double.NEGATIVE_INFINITY) {
      return a;
    }
    return a > b ? a + Math.log1p(-Math.exp(b - a)) : Double.NEGATIVE_INFINITY;
  }
}
