package dev.nightshift.eval.stats;

import java.util.List;

/**
 * Whether a model knows how sure its multiple-choice answers may be. Log-likelihoods of the choices
 * are normalised over the choices of an item ({@link Softmax}); the confidence is the greatest of
 * them.
 *
 * @param calibrationError expected calibration error over {@value CalibrationError#BINS} bins
 *     ({@link CalibrationError})
 * @param brier mean {@link BrierScore} against the first right choice, with its standard error
 * @param confidence mean confidence, with its standard error
 * @param accuracy share of items whose likeliest choice is right, ties going to the first
 * @param discrimination area under the ROC curve of the confidence for being right; NaN where all
 *     or no items are right
 */
public record ChoiceCalibration(
    double calibrationError,
    Estimate brier,
    Estimate confidence,
    Estimate accuracy,
    double discrimination) {

  /**
   * An item.
   *
   * @param logLikelihoods of its choices, nats
   * @param right indices of the right choices, at least one
   */
  public record Item(List<Double> logLikelihoods, List<Integer> right) {
    public Item {
      logLikelihoods = List.copyOf(logLikelihoods);
      right = List.copyOf(right);
      int choices = logLikelihoods.size();
      if (right.isEmpty() || right.stream().anyMatch(r -> r < 0 || r >= choices)) {
        throw new IllegalArgumentException(
            "right choices " + right + " of " + logLikelihoods.size());
      }
    }
  }

  /** The calibration over items. */
  public static ChoiceCalibration of(List<Item> items) {
    double[] confidences = new double[items.size()];
    boolean[] right = new boolean[items.size()];
    double[] briers = new double[items.size()];
    double[] hits = new double[items.size()];
    for (int i = 0; i < items.size(); i++) {
      Item item = items.get(i);
      double[] p = Softmax.of(item.logLikelihoods());
      int best = 0;
      for (int k = 1; k < p.length; k++) {
        best = p[k] > p[best] ? k : best;
      }
      confidences[i] = Math.min(1, p[best]);
      right[i] = item.right().contains(best);
      hits[i] = right[i] ? 1 : 0;
      briers[i] = BrierScore.of(p, item.right().get(0));
    }
    double known = Estimate.of(hits).mean();
    return new ChoiceCalibration(
        CalibrationError.expected(confidences, right, CalibrationError.BINS),
        Estimate.of(briers),
        Estimate.of(confidences),
        Estimate.of(hits),
        known == 0 || known == 1 ? Double.NaN : RocCurve.of(confidences, right).area());
  }
}
