package dev.nightshift.inference.forward;

import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/**
 * A block of the Llama family (Llama, Mistral, Qwen2, Qwen3, Mixtral): norm before attention and
 * before the feed-forward block, rotary positions, residual connections around both.
 */
final class RotaryBlock {

  private RotaryBlock() {}

  /** The residual stream x [B, T, D] through one block. */
  static Tensor apply(Pass pass, int layer, Tensor x) {
    String prefix = ParameterNames.ROTARY_LAYER + layer;
    double epsilon = pass.config.normEpsilon();
    Tensor normed = Norms.rms(x, pass.weight(prefix + ".input_layernorm.weight"), epsilon);
    Tensor h = x.add(attention(pass, layer, prefix + ".self_attn", normed));
    h = CrossAttention.apply(pass, prefix + ".cross_attn", h);
    Tensor normedAgain =
        Norms.rms(h, pass.weight(prefix + ".post_attention_layernorm.weight"), epsilon);
    return h.add(
        pass.config.isMixture()
            ? MixtureOfExperts.apply(pass, prefix + ".block_sparse_moe", normedAgain)
            : FeedForward.gated(pass, prefix + ".mlp", normedAgain));
  }

  private static Tensor attention(Pass pass, int layer, String prefix, Tensor x) {
    long batch = x.size(0);
    long time = x.size(1);
    int d = pass.config.headDim();
    Tensor q = pass.linear(prefix + ".q_proj", x).view(batch, time, pass.config.heads(), d);
    Tensor k = pass.linear(prefix + ".k_proj", x).view(batch, time, pass.config.keyValueHeads(), d);
    Tensor v = pass.linear(prefix + ".v_proj", x).view(batch, time, pass.config.keyValueHeads(), d);
    if (pass.config.headNorm()) {
      double epsilon = pass.config.normEpsilon();
      q = Norms.rms(q, pass.weight(prefix + ".q_norm.weight"), epsilon);
      k = Norms.rms(k, pass.weight(prefix + ".k_norm.weight"), epsilon);
    }
    Rotary rotary = Objects.requireNonNull(pass.rotary, "rotary");
    Tensor out = Attention.self(pass, layer, rotary.turn(q), rotary.turn(k), v);
    return pass.linear(prefix + ".o_proj", out);
  }
}
