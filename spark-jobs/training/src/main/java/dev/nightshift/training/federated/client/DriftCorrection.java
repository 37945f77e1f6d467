package dev.nightshift.training.federated.client;

import dev.nightshift.training.trainer.NamedParameters;
import dev.nightshift.training.trainer.OuterLoop;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What keeps a client's steps from drifting away from the others': g ← g + μ (w − w₀) of FedProx
 * (Li et al. 2020, equation 2) and g ← g + c − cᵢ of SCAFFOLD (Karimireddy et al. 2020, algorithm
 * 1).
 *
 * @param parameters w
 * @param start w₀, flat as the parameters
 * @param proximal μ
 * @param correction c − cᵢ, flat as the parameters, or null
 */
record DriftCorrection(
    NamedParameters parameters, Tensor start, double proximal, @Nullable Tensor correction)
    implements OuterLoop {

  @Override
  public void gradient(long step, Tensor gradient) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      if (proximal > 0) {
        gradient.add_(parameters.values().sub(start), new Scalar(proximal));
      }
      if (correction != null) {
        gradient.add_(correction);
      }
    }
  }
}
