package dev.nightshift.eval.stats;

/**
 * A perplexity with its uncertainty over documents.
 *
 * <p>exp(−R) with R = Σ log-likelihood / Σ units ({@link RatioEstimate}). The interval is that of R
 * on the logarithmic scale, exp(−R ± 1.96 SE_R), and so lies above 0; the standard error is exp(−R)
 * SE_R (delta method).
 *
 * @param value the perplexity
 * @param standardError its standard error; NaN for a single document
 * @param interval the 95 % interval; the value alone for a single document
 * @param n number of documents
 */
public record PerplexityEstimate(double value, double standardError, Interval interval, long n) {

  /**
   * The estimate over documents.
   *
   * @param logLikelihoods log-likelihood of each document, nats
   * @param units its words, bytes or tokens
   */
  public static PerplexityEstimate of(double[] logLikelihoods, double[] units) {
    RatioEstimate ratio = RatioEstimate.of(logLikelihoods, units);
    double value = Math.exp(-ratio.value());
    if (Double.isNaN(ratio.standardError())) {
      return new PerplexityEstimate(value, Double.NaN, new Interval(value, value), ratio.n());
    }
    double half = Normal.quantile(.975) * ratio.standardError();
    return new PerplexityEstimate(
        value,
        value * ratio.standardError(),
        new Interval(Math.exp(-ratio.value() - half), Math.exp(-ratio.value() + half)),
        ratio.n());
  }
}
