package dev.nightshift.eval.metric;

import dev.nightshift.eval.stats.Estimate;
import dev.nightshift.schema.random.CounterRandom;
import java.util.Arrays;

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
    int n = values.length;
    if (n < 2) {
      return Double.NaN;
    }
    int resamples = resamples(n);
    double[] found = new double[resamples];
    double[] drawn = new double[n];
    double[] drawnWeights = new double[n];
    int kept = 0;
    for (int r = 0; r < resamples; r++) {
      CounterRandom random = CounterRandom.of(seed, "aggregation-bootstrap", r);
      for (int i = 0; i < n; i++) {
        int at = random.nextInt(n);
        drawn[i] = values[at];
        drawnWeights[i] = weights[at];
      }
      double value = aggregation.value(drawn, drawnWeights);
      if (Double.isFinite(value)) {
        found[kept++] = value;
      }
    }
    return kept < 2 ? Double.NaN : Estimate.of(Arrays.copyOf(found, kept)).deviation();
  }
}
