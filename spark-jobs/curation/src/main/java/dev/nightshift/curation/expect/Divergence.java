package dev.nightshift.curation.expect;

import java.util.Locale;

/**
 * How far a distribution is from the one it is compared with, over categories or over ordered
 * buckets.
 */
public enum Divergence {
  /**
   * The population stability index, Σ (aᵢ − eᵢ) ln (aᵢ / eᵢ) over shares a now and e before: the
   * symmetric divergence of Jeffreys. Below .1 nothing has moved, above .25 much has (Siddiqi,
   * "Credit risk scorecards", 2006). Shares below 10⁻⁴ count as 10⁻⁴, so that a category that comes
   * or goes gives a finite value.
   */
  PSI(0.1, 0.25),
  /**
   * The Jensen–Shannon distance, √(½ Σ aᵢ log₂ (aᵢ / mᵢ) + ½ Σ eᵢ log₂ (eᵢ / mᵢ)) with m the mean
   * of both, from 0 to 1 (Lin 1991; Endres and Schindelin 2003).
   */
  JS(0.1, 0.2),
  /**
   * The two-sample statistic of Kolmogorov and Smirnov, max |A(x) − E(x)| over the cumulated shares
   * (Smirnov 1948), from 0 to 1; for ordered values. Over buckets it is at most that of the values
   * themselves.
   */
  KS(0.1, 0.2);

  private static final double LEAST_SHARE = 1e-4;

  private final double warn;
  private final double stop;

  Divergence(double warn, double stop) {
    this.warn = warn;
    this.stop = stop;
  }

  /** The value from which on a warning is usual. */
  public double warn() {
    return warn;
  }

  /** The value from which on a stop is usual. */
  public double stop() {
    return stop;
  }

  /** Its name in files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The divergence.
   *
   * @param now shares that sum to 1
   * @param before as many, of the same categories in the same order
   */
  public double of(double[] now, double[] before) {
    if (now.length != before.length) {
      throw new IllegalArgumentException(
          "there are " + now.length + " shares now and " + before.length + " before");
    }
    return switch (this) {
      case PSI -> stability(now, before);
      case JS -> jensenShannon(now, before);
      case KS -> kolmogorovSmirnov(now, before);
    };
  }

  private static double stability(double[] now, double[] before) {
    double sum = 0;
    for (int i = 0; i < now.length; i++) {
      double a = Math.max(LEAST_SHARE, now[i]);
      double e = Math.max(LEAST_SHARE, before[i]);
      sum += (a - e) * Math.log(a / e);
    }
    return sum;
  }

  private static double jensenShannon(double[] now, double[] before) {
    double sum = 0;
    for (int i = 0; i < now.length; i++) {
      double mean = (now[i] + before[i]) / 2;
      sum += part(now[i], mean) + part(before[i], mean);
    }
    return Math.sqrt(Math.max(0, sum / 2));
  }

  private static double part(double share, double mean) {
    return share == 0 ? 0 : share * Math.log(share / mean) / Math.log(2);
  }

  private static double kolmogorovSmirnov(double[] now, double[] before) {
    double most = 0;
    double apart = 0;
    for (int i = 0; i < now.length; i++) {
      apart += now[i] - before[i];
      most = Math.max(most, Math.abs(apart));
    }
    return most;
  }
}
