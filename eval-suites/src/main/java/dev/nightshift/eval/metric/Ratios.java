package dev.nightshift.eval.metric;

import dev.nightshift.eval.stats.Estimate;

/**
 * Ratios of two sums over items, r = Σ x / Σ w, and their standard errors.
 *
 * <p>The standard error is the delta method's (Cochran, "Sampling techniques", 1977, equation 6.13,
 * without the finite population): √(Σ (xᵢ − r wᵢ)² / (n (n − 1))) / w̄. Of exp(−r) it is exp(−r)
 * times that.
 */
final class Ratios {

  private Ratios() {}

  static double ratio(double[] values, double[] weights) {
    return Estimate.of(values).mean() / Estimate.of(weights).mean();
  }

  static double weightedMean(double[] values, double[] weights) {
    double[] products = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      products[i] = weights[i] == 0 ? 0 : values[i] * weights[i];
    }
    double total = Estimate.of(weights).mean();
    return total == 0 ? Double.NaN : Estimate.of(products).mean() / total;
  }

  static double standardError(double[] values, double[] weights) {
    if (values.length < 2) {
      return Double.NaN;
    }
    double ratio = ratio(values, weights);
    double[] squares = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      double rest = values[i] - ratio * weights[i];
      squares[i] = rest * rest;
    }
    double mean = Estimate.of(squares).mean() / (values.length - 1);
    return Math.sqrt(mean) / Estimate.of(weights).mean();
  }
}
