package dev.nightshift.eval.stats;

import org.apache.commons.math3.distribution.TDistribution;

/**
 * A mean with its standard error.
 *
 * <p>Mean m = Σ xᵢ / n; standard error s / √n with the sample deviation s² = Σ (xᵢ − m)² / (n − 1).
 * The sums run in the order of the values, with Kahan's compensation, so that the result is a
 * function of the list alone.
 *
 * @param mean the mean
 * @param standardError its standard error; NaN for a single value
 * @param n number of values
 */
public record Estimate(double mean, double standardError, long n) {

  /**
   * The estimate from values.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static Estimate of(double[] values) {
    int n = values.length;
    if (n == 0) {
      throw new IllegalArgumentException("a mean needs at least one value");
    }
    CompensatedSum sum = new CompensatedSum();
    for (double value : values) {
      sum.add(value);
    }
    double mean = sum.value() / n;
    CompensatedSum squares = new CompensatedSum();
    for (double value : values) {
      squares.add((value - mean) * (value - mean));
    }
    double error = n == 1 ? Double.NaN : Math.sqrt(squares.value() / (n - 1) / n);
    return new Estimate(mean, error, n);
  }

  /**
   * The 95 % interval of the mean by Student's t, m ± t_{.975, n−1} SE; what few values tell of a
   * normal distribution.
   *
   * @throws IllegalStateException for a single value
   */
  public Interval student() {
    if (n < 2) {
      throw new IllegalStateException("an interval needs at least two values");
    }
    double half = new TDistribution(n - 1.0).inverseCumulativeProbability(.975) * standardError;
    return new Interval(mean - half, mean + half);
  }

  /** The sample deviation s = standard error × √n. */
  public double deviation() {
    return standardError * Math.sqrt((double) n);
  }
}
