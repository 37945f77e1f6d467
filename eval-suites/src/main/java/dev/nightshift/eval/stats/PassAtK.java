package dev.nightshift.eval.stats;

/**
 * The chance that at least one of k answers is right, without bias from n ≥ k answers of which c
 * are right: 1 − C(n − c, k) / C(n, k) = 1 − Π_{i = n − c + 1}^{n} (1 − k / i).
 *
 * <p>Source: Chen et al., "Evaluating large language models trained on code", arXiv 2107.03374,
 * equation 1; the product form avoids large binomials.
 */
public final class PassAtK {

  private PassAtK() {}

  /**
   * The estimate for one item.
   *
   * @param n answers drawn
   * @param c right ones among them
   * @param k answers that a user would see, 1 to n
   */
  public static double estimate(int n, int c, int k) {
    if (k < 1 || k > n || c < 0 || c > n) {
      throw new IllegalArgumentException("pass@" + k + " with " + c + " right of " + n);
    }
    if (n - c < k) {
      return 1;
    }
    double allWrong = 1;
    for (int i = n - c + 1; i <= n; i++) {
      allWrong *= 1 - (double) k / i;
    }
    return 1 - allWrong;
  }
}
