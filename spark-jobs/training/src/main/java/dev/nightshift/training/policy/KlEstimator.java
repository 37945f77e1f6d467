package dev.nightshift.training.policy;

/**
 * Estimates of KL(π ‖ π_ref) from one token that π drew, with d = log π − log π_ref:
 *
 * <pre>
 *   K1   d                    unbiased, may be negative
 *   K2   d² / 2               biased, low variance
 *   K3   e^−d + d − 1         unbiased, never negative
 * </pre>
 *
 * <p>Source: Schulman, "Approximating KL divergence", 2020. GRPO has K3 in its loss (Shao et al.,
 * "DeepSeekMath", 2024, equation 4), PPO for language models K1 in its rewards.
 */
public enum KlEstimator {
  K1,
  K2,
  K3;

  /** The estimate, nats. */
  public double value(double logProb, double reference) {
    double d = logProb - reference;
    return switch (this) {
      case K1 -> d;
      case K2 -> d * d / 2;
      case K3 -> StrictMath.expm1(-d) + d;
    };
  }

  /** Its derivative by log π. */
  public double slope(double logProb, double reference) {
    double d = logProb - reference;
    return switch (this) {
      case K1 -> 1;
      case K2 -> d;
      case K3 -> -StrictMath.expm1(-d);
    };
  }
}
