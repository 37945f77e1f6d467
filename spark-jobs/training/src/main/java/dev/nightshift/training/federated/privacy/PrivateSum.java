package dev.nightshift.training.federated.privacy;

/**
 * A noisy sum over sampled clients, once a round.
 *
 * @param noiseMultiplier σ: deviation of the noise in units of the greatest norm of a client's part
 * @param share probability or share of clients that take part in a round, in (0, 1]
 * @param bound what is proved of the sampling
 */
public record PrivateSum(double noiseMultiplier, double share, SamplingBound bound) {

  public PrivateSum {
    if (!(noiseMultiplier > 0)) {
      throw new IllegalArgumentException("the noise multiplier was " + noiseMultiplier);
    }
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("the share of clients was " + share);
    }
  }

  /** The same sum with other noise. */
  public PrivateSum withNoise(double other) {
    return new PrivateSum(other, share, bound);
  }

  /** Rényi divergence of one round at an order, in nats. */
  double rdp(double alpha) {
    return switch (bound) {
      case POISSON -> SubsampledGaussianRdp.epsilon(share, noiseMultiplier, alpha);
      case WITHOUT_REPLACEMENT -> WithoutReplacementRdp.epsilon(share, noiseMultiplier, alpha);
      case UNAMPLIFIED -> WithoutReplacementRdp.unamplified(noiseMultiplier, alpha);
    };
  }
}
