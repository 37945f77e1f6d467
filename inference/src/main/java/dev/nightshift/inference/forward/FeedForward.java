package dev.nightshift.inference.forward;

import dev.nightshift.inference.model.Activation;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The dense feed-forward blocks. */
final class FeedForward {

  private FeedForward() {}

  /** W_down(act(W_gate x) ⊙ W_up x) (Shazeer 2020, GLU variants); x [B, T, D]. */
  static Tensor gated(Pass pass, String prefix, Tensor x) {
    Tensor gate = pass.linear(prefix + ".gate_proj", x);
    Tensor up = pass.linear(prefix + ".up_proj", x);
    return pass.linear(prefix + ".down_proj", activate(pass.config.activation(), gate).mul(up));
  }

  /** W_proj act(W_fc x), with GPT-2's transposed weights; x [B, T, D]. */
  static Tensor plainTransposed(Pass pass, String prefix, Tensor x) {
    Tensor inner = pass.linearTransposed(prefix + ".c_fc", x);
    return pass.linearTransposed(prefix + ".c_proj", activate(pass.config.activation(), inner));
  }

  static Tensor activate(Activation activation, Tensor x) {
    return switch (activation) {
      case SILU -> torch.silu(x);
      case GELU -> torch.gelu(x);
      case GELU_TANH -> torch.gelu(x, "tanh");
      case QUICK_GELU -> x.mul(x.mul(new Scalar(1.702)).sigmoid());
      case RELU -> torch.relu(x);
    };
  }
}
