package dev.nightshift.inference.forward;

import org.bytedeco.pytorch.Tensor;

/**
 * Gated attention to states from elsewhere (an image, retrieved text, a memory), for layers whose
 * weights have it (Alayrac et al. 2022, Flamingo, section 2.2):
 *
 * <pre>h + tanh(α) · W_o attention(W_q norm(h), W_k c, W_v c)</pre>
 *
 * The weights lie under {@code …cross_attn}: {@code norm.weight} [D], {@code gate} [1], and {@code
 * q_proj}, {@code k_proj}, {@code v_proj}, {@code o_proj}. With α = 0 the layer is unchanged.
 */
final class CrossAttention {

  private CrossAttention() {}

  /** h [B, T, D], unchanged where there are no states or the layer has no such weights. */
  static Tensor apply(Pass pass, String prefix, Tensor h) {
    Tensor states = pass.input.crossStates();
    Tensor gate = pass.weightOrNull(prefix + ".gate");
    if (states == null || gate == null) {
      return h;
    }
    int d = pass.config.headDim();
    Tensor normed = Norms.rms(h, pass.weight(prefix + ".norm.weight"), pass.config.normEpsilon());
    Tensor q = heads(pass.linear(prefix + ".q_proj", normed), d);
    Tensor k = heads(pass.linear(prefix + ".k_proj", states), d);
    Tensor v = heads(pass.linear(prefix + ".v_proj", states), d);
    Masks.LayerMask mask = Masks.across(pass.input.crossMask());
    double scale = 1 / Math.sqrt(d);
    Tensor out =
        pass.input.kernel() == AttentionKernel.FUSED
            ? Attention.fused(q, k, v, mask, scale)
            : Attention.explicit(q, k, v, mask, scale, null);
    return h.add(pass.linear(prefix + ".o_proj", out).mul(gate.tanh()));
  }

  private static Tensor heads(Tensor x, int width) {
    return x.view(x.size(0), x.size(1), -1, width).transpose(1, 2);
  }
}
