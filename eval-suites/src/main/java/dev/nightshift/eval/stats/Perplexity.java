package dev.nightshift.eval.stats;

/** Perplexities from summed log-likelihoods in nats. */
public final class Perplexity {

  private Perplexity() {}

  /** exp(−L / units): per token, word or byte, as the units say. */
  public static double per(double logLikelihood, long units) {
    if (units < 1) {
      throw new IllegalArgumentException("a perplexity needs at least one unit, was " + units);
    }
    return Math.exp(-logLikelihood / units);
  }

  /** The perplexity of token log-probabilities. */
  public static double ofTokens(double[] logProbabilities) {
    return Math.exp(-Estimate.of(logProbabilities).mean());
  }

  /** −L / (bytes ln 2). */
  public static double bitsPerByte(double logLikelihood, long bytes) {
    return Math.log(per(logLikelihood, bytes)) / Math.log(2);
  }
}
