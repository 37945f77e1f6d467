package dev.nightshift.eval.stats;

/**
 * The exact test of whether two models differ on the same items.
 *
 * <p>Of b items that only the first solves and c that only the second solves, under no difference
 * each lies on either side with chance ½. The two-sided p value is min(1, 2 Σ_{i ≤ min(b, c)} C(b +
 * c, i) / 2^(b + c)). Source: McNemar, Psychometrika 12, 1947, with the binomial in place of χ².
 */
public final class McNemar {

  private McNemar() {}

  /**
   * The two-sided p value.
   *
   * @param onlyFirst items that only the first model solves
   * @param onlySecond items that only the second solves
   */
  public static double exact(long onlyFirst, long onlySecond) {
    if (onlyFirst < 0 || onlySecond < 0) {
      throw new IllegalArgumentException("counts " + onlyFirst + " and " + onlySecond);
    }
    long n = onlyFirst + onlySecond;
    long fewer = Math.min(onlyFirst, onlySecond);
    // Terms relative to the largest one, C(n, fewer): their logarithm alone could underflow.
    double logTerm = -n * Math.log(2);
    for (long i = 1; i <= fewer; i++) {
      logTerm += Math.log((double) (n - i + 1) / i);
    }
    double relative = 1;
    double sum = 1;
    for (long i = fewer; i > 0; i--) {
      relative *= (double) i / (n - i + 1);
      sum += relative;
    }
    return Math.min(1, 2 * sum * Math.exp(logTerm));
  }
}
