package dev.nightshift.eval.stats;

/**
 * The smallest true difference that a comparison of this size would find.
 *
 * <p>δ = (z_{1−α/2} + z_{power}) σ / √n with σ the deviation of the per-item differences. Source:
 * Miller, "Adding error bars to evals", arXiv 2411.00640, section 5, for one answer per item.
 */
public final class DetectableEffect {

  private DetectableEffect() {}

  /**
   * With the usual error shares: α = .05 and a power of .8.
   *
   * @param deviation deviation σ of the differences per item
   * @param n number of items
   */
  public static double of(double deviation, long n) {
    return of(deviation, n, .05, .8);
  }

  /**
   * With chosen error shares.
   *
   * @param deviation deviation σ of the differences per item
   * @param n number of items
   * @param alpha chance of finding a difference where there is none
   * @param power chance of finding δ where it is there
   */
  public static double of(double deviation, long n, double alpha, double power) {
    if (n < 1 || !(deviation >= 0)) {
      throw new IllegalArgumentException("deviation " + deviation + " of " + n + " items");
    }
    return (Normal.quantile(1 - alpha / 2) + Normal.quantile(power))
        * deviation
        / Math.sqrt((double) n);
  }

  /**
   * The deviation of per-item differences of scores that are 0 or 1, where none of n items
   * differed: √(1 − .05^{1/n}), as the share of items that differ is below 1 − .05^{1/n}, about
   * 3/n, with 95 % confidence (Clopper and Pearson 1934, one-sided).
   */
  public static double unseenDeviation(long n) {
    return Math.sqrt(1 - Math.pow(.05, 1.0 / n));
  }

  /**
   * The largest deviation that per-item differences of two shares can have when the models answer
   * independently: √(p₁(1 − p₁) + p₂(1 − p₂)).
   */
  public static double independentDeviation(double firstShare, double secondShare) {
    return Math.sqrt(firstShare * (1 - firstShare) + secondShare * (1 - secondShare));
  }
}
