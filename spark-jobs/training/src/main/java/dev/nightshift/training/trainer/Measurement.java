package dev.nightshift.training.trainer;

import dev.nightshift.training.trainer.LossSum.WeightedSum;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** Measures an objective without training. */
public final class Measurement {

  private Measurement() {}

  /**
   * Loss and metrics over batches, without gradients; sums run in the order of the batches.
   *
   * @param objective what is measured
   * @param parameters all parameters by name
   * @param count number of batches
   * @param batches the batch of each index
   * @return {@code loss} per unit, {@code units}, and the metrics by name
   */
  public static <B> Map<String, Double> of(
      Objective<B> objective, Map<String, Tensor> parameters, int count, IntFunction<B> batches) {
    List<String> names = objective.metrics();
    double loss = 0;
    double units = 0;
    double[] sums = new double[names.size()];
    double[] weights = new double[names.size()];
    for (int i = 0; i < count; i++) {
      try (PointerScope scope = new PointerScope();
          NoGradGuard noGrad = new NoGradGuard()) {
        LossSum part = objective.loss(parameters, batches.apply(i));
        loss += part.value();
        units += part.units();
        WeightedSum[] metrics = part.metrics();
        for (int m = 0; m < metrics.length; m++) {
          sums[m] += metrics[m].sum();
          weights[m] += metrics[m].weight();
        }
      }
    }
    Map<String, Double> values = new LinkedHashMap<>();
    if (units > 0) {
      values.put("loss", loss / units);
      values.put("units", units);
      for (int m = 0; m < sums.length; m++) {
        values.put(names.get(m), sums[m] / weights[m]);
      }
    }
    return values;
  }
}
