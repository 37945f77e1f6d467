package dev.nightshift.training.federated.client;

import dev.nightshift.training.optimizer.Optimizer;
import dev.nightshift.training.trainer.BlockRange;
import dev.nightshift.training.trainer.Lanes;
import dev.nightshift.training.trainer.NamedParameters;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** Plain gradient descent, w ← w − η g: what clients of federated averaging use. */
final class Sgd implements Optimizer {

  private final NamedParameters parameters;

  Sgd(NamedParameters parameters) {
    this.parameters = parameters;
  }

  @Override
  public void update(long step, double learningRate, Lanes lanes) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      parameters.values().add_(parameters.total(), new Scalar(-learningRate));
    }
  }

  @Override
  public BlockRange own() {
    return BlockRange.all(parameters.layout().blocks());
  }

  @Override
  public Map<String, Tensor> moments() {
    return Map.of();
  }

  @Override
  public void close() {}
}
