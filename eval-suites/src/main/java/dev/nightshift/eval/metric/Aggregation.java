package dev.nightshift.eval.metric;

import dev.nightshift.eval.stats.Clusters;

/**
 * From the scores of items to the score of a task.
 *
 * <p>Implementations are pure functions: the result depends on the lists alone. Arrays are in the
 * order of the items and of equal length, at least 1.
 */
public interface Aggregation {

  /** The name in task files. */
  String name();

  /**
   * The score.
   *
   * @param values values of the items
   * @param weights their partners, see {@link ItemScore}
   */
  double value(double[] values, double[] weights);

  /**
   * The standard error of the score; NaN where there is none. By default from {@link
   * Bootstrap#RESAMPLES} resamples of the items.
   *
   * @param seed seed of the resamples
   */
  default double standardError(double[] values, double[] weights, long seed) {
    return Bootstrap.standardError(this, values, weights, seed);
  }

  /**
   * The same where items come in clusters; NaN for a single cluster. By default from resamples of
   * the clusters.
   *
   * @param clusters the cluster of each item
   * @param seed seed of the resamples
   */
  default double clusteredError(double[] values, double[] weights, Clusters clusters, long seed) {
    return Bootstrap.clusteredError(this, values, weights, clusters, seed);
  }
}
