package dev.nightshift.eval.stats;

import java.util.List;

/** Probabilities among a few choices, from their log-likelihoods. */
public final class Softmax {

  private Softmax() {}

  /**
   * p_k = exp(l_k − max l) / Σ_j exp(l_j − max l). The largest is taken off first, so that nothing
   * overflows.
   *
   * @param logLikelihoods l, of one choice at least
   */
  public static double[] of(List<Double> logLikelihoods) {
    double largest = logLikelihoods.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    double[] p = new double[logLikelihoods.size()];
    double sum = 0;
    for (int k = 0; k < p.length; k++) {
      p[k] = Math.exp(logLikelihoods.get(k) - largest);
      sum += p[k];
    }
    for (int k = 0; k < p.length; k++) {
      p[k] /= sum;
    }
    return p;
  }
}
