package dev.nightshift.eval.metric;

import dev.nightshift.eval.stats.Clusters;
import dev.nightshift.eval.stats.Estimate;
import dev.nightshift.schema.random.CounterRandom;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * The standard error of any aggregation: the deviation of its values over resamples of the items.
 *
 * <p>Source: Efron and Tibshirani, "An introduction to the bootstrap", 1993, algorithm 6.1. The
 * n-th resample is a function of (seed, n). The work is bounded: of many items fewer resamples are
 * drawn, so that at most {@value #MOST_DRAWS} items are, but never fewer than {@value #LEAST}.
 */
public final class Bootstrap {

  /** Resamples of a task. */
  public static final int RESAMPLES = 1000;

  static final int LEAST = 200;
  static final int MOST_DRAWS = 20_000_000;

  private Bootstrap() {}

  /** How many resamples are drawn of so many items. */
  public static int resamples(int items) {
    return Math.max(LEAST, Math.min(RESAMPLES, MOST_DRAWS / Math.max(1, items)));
  }

  /** The standard error; NaN for a single item, or where no two resamples have a value. */
  public static double standardError(
      Aggregation aggregation, double[] values, double[] weights, long seed) {
    return deviation(aggregation, values, weights, values.length, drawn -> drawn, seed);
  }

  /** The same with clusters of items drawn; NaN for a single cluster. */
  static double clusteredError(
      Aggregation aggregation, double[] values, double[] weights, Clusters clusters, long seed) {
    return deviation(aggregation, values, weights, clusters.count(), clusters::items, seed);
  }

  /**
   * The deviation over resamples.
   *
   * @param n how many things are drawn, from as many
   * @param items from things that were drawn to items
   */
  private static double deviation(
      Aggregation aggregation,
      double[] values,
      double[] weights,
      int n,
      UnaryOperator<int[]> items,
      long seed) {
    if (n < 2) {
      return Double.NaN;
    }
    int resamples = resamples(values.length);
    double[] found = new double[resamples];
    int[] drawn = new int[n];
    int kept = 0;
    for (int r = 0; r < resamples; r++) {
      CounterRandom random = CounterRandom.of(seed, "aggregation-bootstrap", r);
      for (int i = 0; i < n; i++) {
        drawn[i] = random.nextInt(n);
      }
      int[] at = items.apply(drawn);
      double[] drawnValues = new double[at.length];
      double[] drawnWeights = new double[at.length];
      for (int i = 0; i < at.length; i++) {
        drawnValues[i] = values[at[i]];
        drawnWeights[i] = weights[at[i]];
      }
      double value = aggregation.value(drawnValues, drawnWeights);
      if (Double.isFinite(value)) {
        found[kept++] = value;
      }
    }
    return kept < 2 ? Double.NaN : Estimate.of(Arrays.copyOf(found, kept)).deviation();
  }
}
