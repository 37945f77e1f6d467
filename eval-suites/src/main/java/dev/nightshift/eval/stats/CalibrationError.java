package dev.nightshift.eval.stats;

/**
 * How far a model's confidence is from how often it is right.
 *
 * <pre>ECE = Σ_m |B_m| / n · |acc(B_m) − conf(B_m)|</pre>
 *
 * <p>B_m are the samples whose confidence lies in ((m − 1) / M, m / M], m = 1 … M; acc is their
 * share that is right and conf their mean confidence. Source: Guo et al., "On calibration of modern
 * neural networks", ICML 2017, equation 3.
 */
public final class CalibrationError {

  /** Number of bins of the paper's tables. */
  public static final int BINS = 15;

  private CalibrationError() {}

  /**
   * The expected calibration error, with bins of equal width.
   *
   * @param confidences probability that the model gives to what it chose, each in [0, 1]
   * @param right whether that was right
   * @param bins number of bins (M), at least 1
   * @return a number in [0, 1]
   */
  public static double expected(double[] confidences, boolean[] right, int bins) {
    if (confidences.length == 0 || confidences.length != right.length || bins < 1) {
      throw new IllegalArgumentException(
          confidences.length + " confidences, " + right.length + " outcomes, " + bins + " bins");
    }
    double[] gaps = new double[bins];
    for (int i = 0; i < confidences.length; i++) {
      double confidence = confidences[i];
      if (!(confidence >= 0 && confidence <= 1)) {
        throw new IllegalArgumentException("a confidence lies in [0, 1], was " + confidence);
      }
      int bin = Math.max(0, (int) Math.ceil(confidence * bins) - 1);
      gaps[bin] += (right[i] ? 1 : 0) - confidence;
    }
    double sum = 0;
    for (double gap : gaps) {
      sum += Math.abs(gap);
    }
    return sum / confidences.length;
  }
}
