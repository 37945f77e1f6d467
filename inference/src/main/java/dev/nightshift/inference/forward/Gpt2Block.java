package dev.nightshift.inference.forward;

import org.bytedeco.pytorch.Tensor;

/**
 * A block of GPT-2 (Radford et al. 2019): layer norm before each half, one product for q, k and v.
 */
final class Gpt2Block {

  private Gpt2Block() {}

  /** The residual stream x [B, T, D] through one block. */
  static Tensor apply(Pass pass, int layer, Tensor x) {
    String prefix = ParameterNames.GPT2_LAYER + layer;
    Tensor h = x.add(attention(pass, layer, prefix + ".attn", norm(pass, prefix + ".ln_1", x)));
    h = CrossAttention.apply(pass, prefix + ".cross_attn", h);
    return h.add(
        FeedForward.plainTransposed(pass, prefix + ".mlp", norm(pass, prefix + ".ln_2", h)));
  }

  static Tensor norm(Pass pass, String name, Tensor x) {
    return Norms.layer(
        x, pass.weight(name + ".weight"), pass.weight(name + ".bias"), pass.config.normEpsilon());
  }

  private static Tensor attention(Pass pass, int layer, String prefix, Tensor x) {
    long batch = x.size(0);
    long time = x.size(1);
    long heads = pass.config.heads();
    Tensor all =
        pass.linearTransposed(prefix + ".c_attn", x)
            .view(batch, time, 3, heads, pass.config.headDim());
    Tensor out = Attention.self(pass, layer, all.select(2, 0), all.select(2, 1), all.select(2, 2));
    return pass.linearTransposed(prefix + ".c_proj", out);
  }
}
