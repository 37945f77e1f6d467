package dev.nightshift.training.preference.loss;

/**
 * What a loss knows of its whole step before any gradient. Both are constants to the gradient.
 *
 * @param kl estimate of KL(π ‖ π_ref), at least 0, nats; for {@link KtoLoss}
 * @param shift the reward shift δ; for {@link BcoLoss}
 */
public record StepStatistics(double kl, double shift) {

  /** Of losses that need none. */
  public static final StepStatistics NONE = new StepStatistics(0, 0);
}
