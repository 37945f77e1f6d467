package dev.nightshift.training.decoder;

import dev.nightshift.training.trainer.NamedParameters;
import dev.nightshift.training.trainer.OuterLoop;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The exponential moving average of the trained parameters, a ← d a + (1 − d) w after each step, in
 * float32 (Polyak and Juditsky 1992, with exponential weights). It starts at the parameters as they
 * are when it is made. Owns native memory.
 */
final class MovingAverage implements OuterLoop, AutoCloseable {

  private final Tensor values;
  private final double decay;

  MovingAverage(NamedParameters parameters, double decay) {
    this.decay = decay;
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      this.values = parameters.zeros();
      values.copy_(parameters.values());
      values.retainReference();
    }
  }

  /** The average, flat, in the layout of the parameters. */
  Tensor values() {
    return values;
  }

  @Override
  public void updated(long step, NamedParameters parameters) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      values.lerp_(parameters.values(), new Scalar(1 - decay));
    }
  }

  @Override
  public void close() {
    values.releaseReference();
  }
}
