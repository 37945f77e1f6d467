package dev.nightshift.training.optimizer;

import dev.nightshift.training.trainer.BlockRange;
import dev.nightshift.training.trainer.Lanes;
import dev.nightshift.training.trainer.NamedParameters;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Plain gradient descent, w ← w − η g, without momentum or decay. Element by element, so that the
 * division of the buffer between workers changes no bit. Where g = w − w′, the step goes the share
 * η of the way from w to w′.
 */
public final class Sgd implements Optimizer {

  private final BlockRange own;
  private final Tensor values;
  private final Tensor gradient;

  /**
   * An optimizer of a part of these parameters.
   *
   * @param parameters values and gradients
   * @param own the blocks that it updates
   */
  public Sgd(NamedParameters parameters, BlockRange own) {
    this.own = own;
    try (PointerScope scope = new PointerScope()) {
      this.values = own.of(parameters.values());
      this.gradient = own.of(parameters.total());
      values.retainReference();
      gradient.retainReference();
    }
  }

  @Override
  public void update(long step, double learningRate, Lanes lanes) {
    lanes.<Boolean>alone(
        lane -> {
          try (NoGradGuard noGrad = new NoGradGuard()) {
            values.add_(gradient, new Scalar(-learningRate));
          }
          return true;
        });
  }

  @Override
  public BlockRange own() {
    return own;
  }

  @Override
  public Map<String, Tensor> moments() {
    return Map.of();
  }

  @Override
  public void close() {
    values.releaseReference();
    gradient.releaseReference();
  }
}
