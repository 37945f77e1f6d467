package dev.nightshift.training.policy;

import java.io.Serializable;

/**
 * The coefficient β of the divergence from one iteration to the next. Fixed, or drawn towards a
 * target:
 *
 * <pre>
 *   e = clip((KL − target) / target, −.2, .2)
 *   β ← β (1 + K e)
 * </pre>
 *
 * <p>Source: Ziegler et al., "Fine-tuning language models from human preferences", 2019, section
 * 2.2 (K = .1).
 *
 * @param target the divergence of an answer to hold, nats; 0 for a fixed coefficient
 * @param gain K
 */
public record KlController(double target, double gain) implements Serializable {

  private static final double MOST_ERROR = .2;

  public KlController {
    if (!(target >= 0) || !(gain > 0)) {
      throw new IllegalArgumentException("no controller has target " + target + ", gain " + gain);
    }
  }

  /**
   * The coefficient of the next iteration.
   *
   * @param coefficient β of this one
   * @param kl the mean divergence of its answers, nats
   */
  public double next(double coefficient, double kl) {
    if (target == 0) {
      return coefficient;
    }
    double error = Math.max(-MOST_ERROR, Math.min(MOST_ERROR, kl / target - 1));
    return coefficient * (1 + gain * error);
  }
}
