package dev.nightshift.inference.forward;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Attention over heads, with fewer key and value heads than query heads where the model shares them
 * (Ainslie et al. 2023, grouped-query attention):
 *
 * <pre>softmax(s · Q Kᵀ + M) V</pre>
 *
 * B batch, T queries, S keys, H query heads, K key and value heads, d head width.
 */
final class Attention {

  private Attention() {}

  /**
   * Attention of a layer over its own sequence, through the cache where there is one.
   *
   * @param q queries [B, T, H, d]
   * @param k keys [B, T, K, d]
   * @param v values [B, T, K, d]
   * @return [B, T, H · d]
   */
  static Tensor self(Pass pass, int layer, Tensor q, Tensor k, Tensor v) {
    Tensor keys = k.transpose(1, 2);
    Tensor values = v.transpose(1, 2);
    if (pass.cache != null) {
      keys = pass.cache.keys(layer, keys);
      values = pass.cache.values(layer, values);
      if (pass.cache.grows()) {
        pass.kept.add(keys);
        pass.kept.add(values);
      }
    }
    Masks.LayerMask mask = pass.masks.ofWindow(pass.config.windows().get(layer));
    double scale = pass.config.attentionScale(layer);
    Tensor queries = q.transpose(1, 2);
    return pass.input.kernel() == AttentionKernel.FUSED && !pass.input.wantAttentions()
        ? fused(queries, keys, values, mask, scale)
        : explicit(queries, keys, values, mask, scale, pass);
  }

  /**
   * The fused kernel.
   *
   * @param q [B, H, T, d]
   * @param k [B, K, S, d]
   * @param v [B, K, S, d]
   * @return [B, T, H · d]
   */
  static Tensor fused(Tensor q, Tensor k, Tensor v, Masks.LayerMask mask, double scale) {
    Tensor given = mask.mask();
    Tensor out =
        torch.scaled_dot_product_attention(
            q,
            k,
            v,
            given == null ? new TensorOptional() : new TensorOptional(given),
            0.0,
            mask.causal(),
            new DoubleOptional(scale),
            q.size(1) != k.size(1));
    return join(out);
  }

  /**
   * Product, softmax, product; differentiable twice. Shapes as for the fused kernel. The heads that
   * share a key head are laid beside one another, so that keys and values are never repeated.
   *
   * @param pass where attention weights are kept if they are wanted, or null
   */
  static Tensor explicit(
      Tensor q, Tensor k, Tensor v, Masks.LayerMask mask, double scale, @Nullable Pass pass) {
    long batch = q.size(0);
    long heads = q.size(1);
    long queries = q.size(2);
    long width = q.size(3);
    long keyHeads = k.size(1);
    long keys = k.size(2);
    long stacked = heads / keyHeads * queries;
    Tensor grouped = q.reshape(batch, keyHeads, stacked, width);
    Tensor scores =
        torch
            .matmul(grouped.mul(new Scalar(scale)), k.transpose(2, 3))
            .view(batch, heads, queries, keys);
    Tensor seen = mask.causal() ? Masks.causal(queries, keys - queries, q) : mask.mask();
    if (seen != null) {
      boolean bool = seen.scalar_type().value == torch.ScalarType.Bool.value;
      scores =
          bool
              ? scores.masked_fill(seen.bitwise_not(), new Scalar(Double.NEGATIVE_INFINITY))
              : scores.add(seen);
    }
    Tensor weights = torch.softmax(scores, -1);
    if (pass != null && pass.input.wantAttentions()) {
      pass.keepAttention(weights);
    }
    Tensor out = torch.matmul(weights.view(batch, keyHeads, stacked, keys), v);
    return join(out.view(batch, heads, queries, width));
  }

  /** [B, H, T, d] to [B, T, H · d]. */
  private static Tensor join(Tensor heads) {
    return heads
        .transpose(1, 2)
        .reshape(heads.size(0), heads.size(2), heads.size(1) * heads.size(3));
  }
}
