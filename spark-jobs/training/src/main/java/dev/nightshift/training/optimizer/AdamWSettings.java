package dev.nightshift.training.optimizer;

import java.io.Serializable;

/**
 * Settings of {@link AdamW}.
 *
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param epsilon added to the root of the second moment
 * @param weightDecay decoupled weight decay
 * @param decay which parameters decay
 */
public record AdamWSettings(
    double beta1, double beta2, double epsilon, double weightDecay, DecayGroup decay)
    implements Serializable {

  /** Which parameters decay. */
  public enum DecayGroup {
    /** Every parameter. */
    ALL,
    /** Parameters with two axes or more: no gains, no biases. */
    MATRICES
  }

  /** β .9 and .95, ε 1e-8, decay .1 of matrices. */
  public static final AdamWSettings DEFAULT =
      new AdamWSettings(.9, .95, 1e-8, .1, DecayGroup.MATRICES);

  public AdamWSettings {
    requireShare("beta1", beta1);
    requireShare("beta2", beta2);
    if (!(epsilon > 0)) {
      throw new IllegalArgumentException("epsilon must be positive, was " + epsilon);
    }
    if (!(weightDecay >= 0)) {
      throw new IllegalArgumentException("weight decay must not be negative, was " + weightDecay);
    }
  }

  /** These settings with another weight decay. */
  public AdamWSettings withWeightDecay(double other) {
    return new AdamWSettings(beta1, beta2, epsilon, other, decay);
  }

  /** These settings with another decay of the second moment. */
  public AdamWSettings withBeta2(double other) {
    return new AdamWSettings(beta1, other, epsilon, weightDecay, decay);
  }

  private static void requireShare(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + " must lie in [0, 1), was " + value);
    }
  }
}
