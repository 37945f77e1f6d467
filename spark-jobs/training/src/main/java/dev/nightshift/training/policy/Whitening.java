package dev.nightshift.training.policy;

/**
 * Mean and spread of all tokens of an iteration, and values with mean 0 and variance 1:
 *
 * <pre>  (x − mean) / √(var + 1e-8)      var = Σ (x − mean)² / (n − 1)</pre>
 *
 * <p>The variance is the unbiased one; that of a single value counts as 0. Sums run in the order of
 * the answers and their tokens, so that no division of the work can change them.
 *
 * @param mean the mean
 * @param variance the unbiased variance
 */
public record Whitening(double mean, double variance) {

  private static final double EPSILON = 1e-8;

  /** Measures rows of any lengths. */
  public static Whitening of(double[][] rows) {
    long n = 0;
    double sum = 0;
    for (double[] row : rows) {
      n += row.length;
      for (double value : row) {
        sum += value;
      }
    }
    double mean = n == 0 ? 0 : sum / n;
    double squares = 0;
    for (double[] row : rows) {
      for (double value : row) {
        squares += (value - mean) * (value - mean);
      }
    }
    return new Whitening(mean, n < 2 ? 0 : squares / (n - 1));
  }

  /** The rows with mean 0 and variance 1. */
  public double[][] apply(double[][] rows) {
    return map(rows, mean, 0);
  }

  /** The rows with variance 1 and their mean as it was. */
  public double[][] applyKeepingMean(double[][] rows) {
    return map(rows, mean, mean);
  }

  private double[][] map(double[][] rows, double before, double after) {
    double scale = 1 / Math.sqrt(variance + EPSILON);
    double[][] mapped = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      mapped[i] = new double[rows[i].length];
      for (int t = 0; t < rows[i].length; t++) {
        mapped[i][t] = (rows[i][t] - before) * scale + after;
      }
    }
    return mapped;
  }
}
