package dev.nightshift.training.trainer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one step measured; the same on every worker.
 *
 * @param step the step, from 1
 * @param loss loss per unit over the whole step, before the update
 * @param units units of the step
 * @param tokens tokens of the step
 * @param gradientNorm L2 norm of the mean gradient before clipping
 * @param learningRate rate that the step used
 * @param metrics further metrics by name
 */
public record StepReport(
    long step,
    double loss,
    double units,
    long tokens,
    double gradientNorm,
    double learningRate,
    Map<String, Double> metrics) {

  public StepReport {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }

  /** All values by the names under which they are stored. */
  public Map<String, Double> values() {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("loss", loss);
    values.put("units", units);
    values.put("tokens", (double) tokens);
    values.put("gradient-norm", gradientNorm);
    values.put("learning-rate", learningRate);
    values.putAll(metrics);
    return Collections.unmodifiableMap(values);
  }
}
