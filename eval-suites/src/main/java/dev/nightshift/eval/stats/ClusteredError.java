package dev.nightshift.eval.stats;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A mean over items that come in clusters, such as the questions of one passage or subject: items
 * of a cluster tell less than as many independent ones.
 *
 * <pre>SE² = s² / n + 1/n² Σ_c Σ_{i ≠ j in c} (x_i − m)(x_j − m)</pre>
 *
 * <p>with the sample deviation s of all items. Source: Miller, "Adding error bars to evals", arXiv
 * 2411.00640, equation 4. With one item in each cluster it is the error of {@link Estimate}. Where
 * the sum is negative (items of a cluster that balance each other) the error is 0.
 *
 * @param mean the mean of all items
 * @param standardError its clustered standard error; NaN where all items are one cluster
 * @param n number of items
 * @param clusters number of clusters
 */
public record ClusteredError(double mean, double standardError, long n, long clusters) {

  /**
   * The estimate from values.
   *
   * @param values one per item
   * @param cluster name of the cluster of each item
   */
  public static ClusteredError of(double[] values, List<String> cluster) {
    if (values.length != cluster.size()) {
      throw new IllegalArgumentException(
          values.length + " values with " + cluster.size() + " clusters");
    }
    Estimate all = Estimate.of(values);
    Map<String, double[]> sums = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i++) {
      double d = values[i] - all.mean();
      double[] sum = sums.computeIfAbsent(cluster.get(i), name -> new double[2]);
      sum[0] += d;
      sum[1] += d * d;
    }
    if (sums.size() < 2) {
      return new ClusteredError(all.mean(), Double.NaN, all.n(), sums.size());
    }
    CompensatedSum cross = new CompensatedSum();
    // Σ_{i ≠ j} d_i d_j = (Σ d_i)² − Σ d_i².
    sums.values().forEach(sum -> cross.add(sum[0] * sum[0] - sum[1]));
    double n = values.length;
    double variance = all.standardError() * all.standardError() + cross.value() / (n * n);
    return new ClusteredError(all.mean(), Math.sqrt(Math.max(0, variance)), all.n(), sums.size());
  }
}
