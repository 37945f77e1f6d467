package dev.nightshift.training.trainer;

import dev.nightshift.training.trainer.LossSum.WeightedSum;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.ObjIntConsumer;
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
   * @param lanes where the batches go
   * @return {@code loss} per unit, {@code units}, and the metrics by name
   */
  public static <B> Map<String, Double> of(
      Objective<B> objective,
      Map<String, Tensor> parameters,
      int count,
      IntFunction<B> batches,
      Lanes lanes) {
    return of(objective, parameters, count, batches, lanes, (part, index) -> {});
  }

  /** The same, with a look at what each batch gave, in their order. */
  public static <B> Map<String, Double> of(
      Objective<B> objective,
      Map<String, Tensor> parameters,
      int count,
      IntFunction<B> batches,
      Lanes lanes,
      ObjIntConsumer<LossSum> look) {
    List<String> names = objective.metrics();
    WeightedSum[] totals = new WeightedSum[1 + names.size()];
    Arrays.fill(totals, new WeightedSum(0, 0));
    lanes.<LossSum>inOrder(
        0,
        count,
        index -> {
          B batch = batches.apply(index);
          return lane -> {
            try (NoGradGuard noGrad = new NoGradGuard()) {
              return objective.loss(parameters, batch);
            }
          };
        },
        (index, lane, part) -> {
          look.accept(part, index);
          totals[0] = totals[0].plus(new WeightedSum(part.value(), part.units()));
          for (int m = 0; m < names.size(); m++) {
            totals[m + 1] = totals[m + 1].plus(part.metrics()[m]);
          }
        });
    Map<String, Double> values = new LinkedHashMap<>();
    if (totals[0].weight() > 0) {
      values.put("loss", totals[0].mean());
      values.put("units", totals[0].weight());
      for (int m = 0; m < names.size(); m++) {
        if (totals[m + 1].weight() > 0) {
          values.put(names.get(m), totals[m + 1].mean());
        }
      }
    }
    return values;
  }
}
