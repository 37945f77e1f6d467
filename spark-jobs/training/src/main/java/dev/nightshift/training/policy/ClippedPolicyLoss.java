package dev.nightshift.training.policy;

import java.io.Serializable;

/**
 * PPO's loss of one token with advantage A and ratio r = π / π_old:
 *
 * <pre>
 *   L = max(−A r, −A clip(r, 1 − ε_low, 1 + ε_high))
 *   dual clip, where A &lt; 0:   L ← min(L, −A c)
 * </pre>
 *
 * <p>log r is held within ±20, so that no ratio overflows. Sources: Schulman et al., "Proximal
 * policy optimization algorithms", 2017, equation 7; Ye et al., "Mastering complex control in MOBA
 * games", AAAI 2020, equation 2 (dual clip, c = 3); Yu et al., "DAPO", 2025, section 3.1 (ε_high
 * above ε_low).
 *
 * @param low ε_low
 * @param high ε_high
 * @param dual c, above 1; 0 for none
 */
public record ClippedPolicyLoss(double low, double high, double dual) implements Serializable {

  private static final double MOST_LOG_RATIO = 20;

  public ClippedPolicyLoss {
    if (!(low > 0 && low < 1 && high > 0) || !(dual == 0 || dual > 1)) {
      throw new IllegalArgumentException(
          "no ratio is clipped by " + low + ", " + high + " and " + dual);
    }
  }

  /**
   * The loss of a token.
   *
   * @param loss L
   * @param slope its derivative by log π
   * @param ratio r
   * @param clipped whether the clipped term is the greater one
   */
  public record Term(double loss, double slope, double ratio, boolean clipped) {}

  /** The loss of a token by its log-probabilities now and when it was drawn, nats. */
  public Term of(double logProb, double old, double advantage) {
    double difference = logProb - old;
    double bounded = Math.max(-MOST_LOG_RATIO, Math.min(MOST_LOG_RATIO, difference));
    double ratio = StrictMath.exp(bounded);
    double free = -advantage * ratio;
    double held = -advantage * Math.max(1 - low, Math.min(1 + high, ratio));
    double loss = Math.max(free, held);
    double slope = free >= held && bounded == difference ? free : 0;
    if (dual > 0 && advantage < 0 && loss > -advantage * dual) {
      loss = -advantage * dual;
      slope = 0;
    }
    return new Term(loss, slope, ratio, held > free);
  }
}
