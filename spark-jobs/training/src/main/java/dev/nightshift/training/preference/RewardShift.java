package dev.nightshift.training.preference;

import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.training.trainer.ExtraState;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * BCO's reward shift δ = ½ (μ₊ + μ₋), where μ₊ is the mean over all steps so far of the mean reward
 * of their desirable answers, and μ₋ that of the others; a step without an answer of a side leaves
 * that side as it is. While a side was never seen, δ is the mean of the other one.
 *
 * <p>The means are rounded to float32 after each step: that is what a checkpoint keeps, so a resumed
 * training goes on with the same bits.
 */
final class RewardShift implements ExtraState {

  private static final String TENSOR = "means";

  /** Mean and number of steps of the desirable answers, then of the others. */
  private float[] means = new float[4];

  @Override
  public String name() {
    return "reward-shift";
  }

  /**
   * Takes a step.
   *
   * @param rewards sum of the rewards of desirable answers, their number, and both of the others
   */
  void update(double[] rewards) {
    for (int side = 0; side < means.length; side += 2) {
      if (rewards[side + 1] > 0) {
        double steps = means[side + 1] + 1.0;
        double mean = rewards[side] / rewards[side + 1];
        means[side] = (float) (means[side] + (mean - means[side]) / steps);
        means[side + 1] = (float) steps;
      }
    }
  }

  /** δ after the steps so far. */
  double value() {
    if (means[1] == 0 || means[3] == 0) {
      return means[1] == 0 ? means[2] : means[0];
    }
    return ((double) means[0] + means[2]) / 2;
  }

  @Override
  public Map<String, Tensor> save() {
    return Map.of(TENSOR, TensorIo.floats(means));
  }

  @Override
  public void load(Map<String, Tensor> saved) {
    Tensor tensor = saved.get(TENSOR);
    if (tensor != null) {
      means = TensorIo.toFloats(tensor);
    }
  }
}
