package dev.nightshift.eval.stats;

import dev.nightshift.schema.random.CounterRandom;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * The uncertainty of any statistic over items, by drawing items with replacement. Items come in
 * groups (the tasks of a sequence): each group is drawn from by itself, as many items as it has.
 * The r-th resample is a function of (seed, r). Source: Efron and Tibshirani, "An introduction to
 * the bootstrap", 1993, sections 6.2 and 8.3.
 *
 * @param standardError deviation of the resampled statistic, divided by B − 1
 * @param interval its 95 % percentile interval
 */
public record ItemBootstrap(double standardError, Interval interval) {

  /** Resamples drawn where nothing else is asked for. */
  public static final int RESAMPLES = 1_000;

  /**
   * The uncertainty of a statistic.
   *
   * @param sizes items of each group, at least 1
   * @param seed seed of the draws
   * @param resamples how many, at least 100
   * @param statistic of the drawn items: for each group the indices of its items; finite
   */
  public static ItemBootstrap of(
      int[] sizes, long seed, int resamples, ToDoubleFunction<int[][]> statistic) {
    if (resamples < 100 || Arrays.stream(sizes).anyMatch(s -> s < 1)) {
      throw new IllegalArgumentException(
          resamples + " resamples of groups of " + Arrays.toString(sizes) + " items");
    }
    double[] values = new double[resamples];
    int[][] drawn = Arrays.stream(sizes).mapToObj(int[]::new).toArray(int[][]::new);
    for (int r = 0; r < resamples; r++) {
      CounterRandom random = CounterRandom.of(seed, "item-bootstrap", r);
      for (int g = 0; g < sizes.length; g++) {
        for (int i = 0; i < sizes[g]; i++) {
          drawn[g][i] = random.nextInt(sizes[g]);
        }
      }
      values[r] = statistic.applyAsDouble(drawn);
    }
    double error = Estimate.of(values).deviation();
    Arrays.sort(values);
    return new ItemBootstrap(
        error,
        new Interval(
            values[(int) (.025 * (resamples - 1))],
            values[(int) Math.ceil(.975 * (resamples - 1))]));
  }
}
