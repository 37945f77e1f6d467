package dev.nightshift.training.federated.privacy;

/**
 * Rényi differential privacy of the Gaussian mechanism on a sample of fixed size without
 * replacement, where one client is replaced by another. Wang, Balle and Kasiviswanathan 2019,
 * "Subsampled Rényi differential privacy and analytical moments accountant", theorem 9 for whole
 * orders and corollary 10 between them:
 *
 * <pre>ε'(α) ≤ 1/(α − 1) · ln(1 + γ² C(α, 2) min(4 (e^ε(2) − 1), 2 e^ε(2))
 *                  + Σ from j = 3 to α of 2 γ^j C(α, j) e^((j − 1) ε(j)))</pre>
 *
 * with γ the share of clients that take part. Replacing a client moves the sum by up to two norms,
 * so the mechanism itself has ε(α) = 4 α / (2σ²). The bound is never worse than that.
 */
final class WithoutReplacementRdp {

  private WithoutReplacementRdp() {}

  /** ε of the mechanism without sampling. */
  static double unamplified(double sigma, double alpha) {
    return 2 * alpha / (sigma * sigma);
  }

  /** ε of an order greater than 1, in nats. */
  static double epsilon(double gamma, double sigma, double alpha) {
    double plain = unamplified(sigma, alpha);
    if (gamma >= 1) {
      return plain;
    }
    int below = (int) Math.floor(alpha);
    double share = alpha - below;
    // (α − 1) ε(α) is convex in α, so it lies below the chord between whole orders.
    double lower = below < 2 ? 0 : (below - 1) * whole(gamma, sigma, below);
    double upper = share == 0 ? 0 : below * whole(gamma, sigma, below + 1);
    return Math.min(plain, ((1 - share) * lower + share * upper) / (alpha - 1));
  }

  private static double whole(double gamma, double sigma, int alpha) {
    double second = unamplified(sigma, 2);
    double logBinomial = Math.log(alpha * (alpha - 1) / 2.0);
    double factor = Math.min(Math.log(4) + Math.log(Math.expm1(second)), Math.log(2) + second);
    double sum = SubsampledGaussianRdp.logAdd(0, 2 * Math.log(gamma) + logBinomial + factor);
    for (int j = 3; j <= alpha; j++) {
      logBinomial += Math.log((alpha - j + 1.0) / j);
      double term =
          Math.log(2) + j * Math.log(gamma) + logBinomial + (j - 1) * unamplified(sigma, j);
      sum = SubsampledGaussianRdp.logAdd(sum, term);
    }
    return sum / (alpha - 1);
  }
}
