package dev.nightshift.inference.forward;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Normalisations over the last dimension. */
final class Norms {

  private Norms() {}

  /** x / √(mean(x²) + ε) · g (Zhang and Sennrich 2019); computed in float32 or wider. */
  static Tensor rms(Tensor x, Tensor gain, double epsilon) {
    return torch.rms_norm(
        x, new long[] {gain.size(0)}, new TensorOptional(gain), new DoubleOptional(epsilon));
  }

  /** (x − mean) / √(var + ε) · g + b (Ba et al. 2016). */
  static Tensor layer(Tensor x, Tensor gain, Tensor bias, double epsilon) {
    return torch.layer_norm(
        x,
        new long[] {gain.size(0)},
        new TensorOptional(gain),
        new TensorOptional(bias),
        epsilon,
        false);
  }
}
