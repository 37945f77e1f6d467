package dev.nightshift.training.reward;

import dev.nightshift.eval.stats.CalibrationError;
import dev.nightshift.eval.stats.McNemar;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the labels of held-out steps say of a process reward model: {@code loss} in nats per step,
 * {@code units}, {@code accuracy} and {@code ece} of the more probable label; {@code
 * majority/accuracy}, which always saying the label that most training steps have would reach, and
 * {@code majority/p}, McNemar's exact test of the two on these steps.
 */
final class StepMeasures {

  private StepMeasures() {}

  /**
   * Measures.
   *
   * @param logProbs log p of both labels of each step, [2N], N at least 1
   * @param labels what each step is, [N]
   * @param majority the label that most training steps have
   * @param bins bins of the calibration error
   */
  static Map<String, Double> of(float[] logProbs, long[] labels, int majority, int bins) {
    int n = labels.length;
    double[] confidences = new double[n];
    boolean[] right = new boolean[n];
    double nats = 0;
    long hits = 0;
    long constant = 0;
    long modelAlone = 0;
    long constantAlone = 0;
    for (int i = 0; i < n; i++) {
      int label = (int) labels[i];
      double ofLabel = logProbs[2 * i + label];
      double other = logProbs[2 * i + 1 - label];
      nats -= ofLabel;
      confidences[i] = Math.min(1, Math.exp(Math.max(ofLabel, other)));
      right[i] = ofLabel > other;
      boolean said = label == majority;
      hits += right[i] ? 1 : 0;
      constant += said ? 1 : 0;
      modelAlone += right[i] && !said ? 1 : 0;
      constantAlone += said && !right[i] ? 1 : 0;
    }
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("loss", nats / n);
    values.put("units", (double) n);
    values.put("accuracy", (double) hits / n);
    values.put("ece", CalibrationError.expected(confidences, right, bins));
    values.put("majority/accuracy", (double) constant / n);
    values.put("majority/p", McNemar.exact(modelAlone, constantAlone));
    return values;
  }
}
