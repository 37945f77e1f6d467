package dev.nightshift.eval.stats;

/**
 * A ratio of two sums over documents, R = Σ y_i / Σ u_i, such as nats per word.
 *
 * <p>Standard error √(n / (n − 1) Σ (y_i − R u_i)²) / Σ u_i, by linearisation: long documents weigh
 * more, and both sums vary. Source: Cochran, "Sampling techniques", 3rd edition, 1977, section
 * 2.11. Over no units at all, as for texts without a word, there is no ratio: it is NaN, so that
 * one score is missing in a report and not the report.
 *
 * @param value the ratio; NaN over no units
 * @param standardError its standard error; NaN for a single document, and where the ratio is
 * @param n number of documents
 */
public record RatioEstimate(double value, double standardError, long n) {

  /**
   * The estimate.
   *
   * @param sums y_i of each document
   * @param units u_i of each document, none negative
   */
  public static RatioEstimate of(double[] sums, double[] units) {
    int n = sums.length;
    if (n == 0 || units.length != n) {
      throw new IllegalArgumentException(n + " sums over " + units.length + " units");
    }
    CompensatedSum top = new CompensatedSum();
    CompensatedSum bottom = new CompensatedSum();
    for (int i = 0; i < n; i++) {
      top.add(sums[i]);
      bottom.add(units[i]);
    }
    if (!(bottom.value() > 0)) {
      return new RatioEstimate(Double.NaN, Double.NaN, n);
    }
    double ratio = top.value() / bottom.value();
    CompensatedSum squares = new CompensatedSum();
    for (int i = 0; i < n; i++) {
      double residual = sums[i] - ratio * units[i];
      squares.add(residual * residual);
    }
    double error = n == 1 ? Double.NaN : Math.sqrt(squares.value() * n / (n - 1)) / bottom.value();
    return new RatioEstimate(ratio, error, n);
  }
}
