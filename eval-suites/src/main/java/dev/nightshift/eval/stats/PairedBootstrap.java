package dev.nightshift.eval.stats;

import dev.nightshift.schema.random.CounterRandom;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * Resamples the items on which two models were scored, keeping each item's pair of scores together.
 *
 * <p>Source: Efron and Tibshirani, "An introduction to the bootstrap", 1993, sections 13.3 and
 * 16.4; for paired systems: Koehn, EMNLP 2004. The n-th resample is a function of (seed, n).
 *
 * @param difference mean of second minus first
 * @param interval percentile interval of the difference
 * @param p two-sided p value of no difference: twice the smaller share of resampled differences on
 *     either side of zero, each with one added above and below, at most 1. Where all resamples lie
 *     on one side, their share says nothing but how many were drawn, and no correction for many
 *     comparisons could be passed: p is then 2 T(−|Δ|/s), with Student's T of n − 1 degrees of
 *     freedom, n things that are drawn and s the deviation of the resamples
 */
public record PairedBootstrap(double difference, Interval interval, double p) {

  /** Resamples drawn where nothing else is asked for. */
  public static final int RESAMPLES = 10_000;

  /** The 95 % interval from the default number of resamples. */
  public static PairedBootstrap of(double[] first, double[] second, long seed) {
    return of(first, second, seed, RESAMPLES, .95);
  }

  /**
   * Compares two models.
   *
   * @param first scores of the first model, one per item
   * @param second scores of the second on the same items in the same order
   * @param seed seed of the draws
   * @param resamples how many, at least 100
   * @param level coverage in (0, 1)
   */
  public static PairedBootstrap of(
      double[] first, double[] second, long seed, int resamples, double level) {
    int n = first.length;
    if (n == 0 || second.length != n) {
      throw new IllegalArgumentException(
          "paired scores of the same items are needed, were " + n + " and " + second.length);
    }
    if (resamples < 100) {
      throw new IllegalArgumentException("at least 100 resamples, were " + resamples);
    }
    double[] differences = new double[n];
    for (int i = 0; i < n; i++) {
      differences[i] = second[i] - first[i];
    }
    return ofStatistic(
        n,
        Estimate.of(differences).mean(),
        seed,
        resamples,
        level,
        drawn -> {
          double sum = 0;
          for (int i : drawn) {
            sum += differences[i];
          }
          return sum / n;
        });
  }

  /**
   * Compares any two statistics of the same items, such as two perplexities.
   *
   * @param n number of items
   * @param observed the difference over all items
   * @param seed seed of the draws
   * @param resamples how many, at least 100
   * @param level coverage in (0, 1)
   * @param difference the difference over drawn items, by their indices; finite
   */
  public static PairedBootstrap ofStatistic(
      int n,
      double observed,
      long seed,
      int resamples,
      double level,
      ToDoubleFunction<int[]> difference) {
    double[] found = new double[resamples];
    int[] drawn = new int[n];
    int notAbove = 0;
    int notBelow = 0;
    for (int r = 0; r < resamples; r++) {
      CounterRandom random = CounterRandom.of(seed, "bootstrap", r);
      for (int i = 0; i < n; i++) {
        drawn[i] = random.nextInt(n);
      }
      found[r] = difference.applyAsDouble(drawn);
      notAbove += found[r] <= 0 ? 1 : 0;
      notBelow += found[r] >= 0 ? 1 : 0;
    }
    Arrays.sort(found);
    double tail = (1 - level) / 2;
    int across = Math.min(notAbove, notBelow);
    double deviation = Estimate.of(found).deviation();
    double p =
        across == 0 && n > 1 && deviation > 0
            ? 2 * new TDistribution(n - 1.0).cumulativeProbability(-Math.abs(observed) / deviation)
            : Math.min(1, 2.0 * (across + 1) / (resamples + 1));
    return new PairedBootstrap(
        observed, new Interval(quantile(found, tail), quantile(found, 1 - tail)), p);
  }

  /** The quantile of sorted values, linear between neighbours (type 7 of Hyndman and Fan). */
  private static double quantile(double[] sorted, double share) {
    double at = share * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }
}
