package dev.nightshift.training.meta;

import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** One weight w with the loss (w − t)²; the examples of a task are its target t. */
final class Quadratic implements Learner<Double> {

  @Override
  public Map<String, Tensor> initial(long seed) {
    return Map.of("w", torch.zeros(1));
  }

  @Override
  public Judged judge(Map<String, Tensor> parameters, Double target, Phase phase) {
    Tensor error = Objects.requireNonNull(parameters.get("w")).sub(new Scalar(target));
    return new Judged(error.mul(error).sum(), Double.NaN, 1);
  }

  @Override
  public boolean isHead(String name) {
    return true;
  }
}
