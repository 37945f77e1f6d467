package dev.nightshift.eval.stats;

/**
 * The score interval for a share.
 *
 * <p>With p = successes / n and z the normal quantile: centre (p + z²/2n) / (1 + z²/n), half width
 * z √(p(1 − p)/n + z²/4n²) / (1 + z²/n). Stays inside [0, 1] and is not empty at 0 or n successes.
 * Source: Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22,
 * 1927.
 */
public final class Wilson {

  private Wilson() {}

  /** The 95 % interval. */
  public static Interval interval(long successes, long n) {
    return interval(successes, n, .95);
  }

  /**
   * The interval.
   *
   * @param successes from 0 to n
   * @param n at least 1
   * @param level coverage in (0, 1)
   */
  public static Interval interval(long successes, long n, double level) {
    if (n < 1 || successes < 0 || successes > n) {
      throw new IllegalArgumentException(successes + " successes of " + n);
    }
    double z = Normal.quantile(.5 + level / 2);
    double p = (double) successes / n;
    double scale = 1 + z * z / n;
    double centre = (p + z * z / (2 * n)) / scale;
    double half = z * Math.sqrt(p * (1 - p) / n + z * z / (4.0 * n * n)) / scale;
    // At the ends the exact bound is 0 or 1; rounding would leave a trace beside it.
    return new Interval(
        successes == 0 ? 0 : Math.max(0, centre - half),
        successes == n ? 1 : Math.min(1, centre + half));
  }
}
