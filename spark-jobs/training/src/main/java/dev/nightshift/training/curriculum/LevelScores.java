package dev.nightshift.training.curriculum;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How well a classifier tells the levels that people gave.
 *
 * @param n number of texts
 * @param accuracy share whose most probable level is the given one
 * @param meanAbsoluteError mean of |expected level − given level|, levels
 * @param spearman rank correlation of expected and given levels, ties with their mean rank
 *     (Spearman 1904); NaN where all of one side are alike
 */
public record LevelScores(long n, double accuracy, double meanAbsoluteError, double spearman) {

  /**
   * The scores of some texts.
   *
   * @param given the levels that people gave
   * @param likely the most probable level of each
   * @param expected the expected level of each
   */
  public static LevelScores of(double[] given, double[] likely, double[] expected) {
    long right = 0;
    double error = 0;
    for (int i = 0; i < given.length; i++) {
      right += likely[i] == given[i] ? 1 : 0;
      error += Math.abs(expected[i] - given[i]);
    }
    return new LevelScores(
        given.length,
        (double) right / given.length,
        error / given.length,
        correlation(ranks(given), ranks(expected)));
  }

  /** The values by name. */
  public Map<String, Double> values(String prefix) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put(prefix + "accuracy", accuracy);
    values.put(prefix + "mean-absolute-error", meanAbsoluteError);
    if (Double.isFinite(spearman)) {
      values.put(prefix + "spearman", spearman);
    }
    return values;
  }

  private static double[] ranks(double[] values) {
    int[] order =
        IntStream.range(0, values.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> values[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] ranks = new double[values.length];
    for (int from = 0; from < order.length; ) {
      int to = from + 1;
      while (to < order.length && values[order[to]] == values[order[from]]) {
        to++;
      }
      for (int i = from; i < to; i++) {
        ranks[order[i]] = (from + 1 + to) / 2.0;
      }
      from = to;
    }
    return ranks;
  }

  /** Pearson's correlation. */
  private static double correlation(double[] x, double[] y) {
    double meanX = Arrays.stream(x).average().orElse(0);
    double meanY = Arrays.stream(y).average().orElse(0);
    double both = 0;
    double ofX = 0;
    double ofY = 0;
    for (int i = 0; i < x.length; i++) {
      both += (x[i] - meanX) * (y[i] - meanY);
      ofX += (x[i] - meanX) * (x[i] - meanX);
      ofY += (y[i] - meanY) * (y[i] - meanY);
    }
    return both / Math.sqrt(ofX * ofY);
  }
}
