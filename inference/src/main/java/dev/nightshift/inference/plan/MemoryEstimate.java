package dev.nightshift.inference.plan;

import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.DType;

/**
 * Bytes that one rank needs for AdamW training.
 *
 * <p>Model states (Rajbhandari et al. 2020, ZeRO, section 3): in float32, 4 bytes of weights, 4 of
 * gradients, 8 of moments per parameter; with a 16-bit compute type, 2 of weights, 4 of gradients
 * (summed in float32 so that their sum does not depend on the ranks), 4 of masters, 8 of moments.
 * Sharding divides what it names by the ranks. With sharded parameters the largest block is
 * gathered whole while it is used.
 *
 * <p>Activations follow Korthikanti et al. 2022, "Reducing activation recomputation", section 4.1,
 * adapted to gated feed-forward blocks without dropout and with a fused attention kernel: per layer
 * and token {@code 4 D + 2 (H + K) d + 2 H d + 4 F} elements, with D width, H query heads, K key
 * heads, d head width and F the width of the feed-forward block (times the active experts). With
 * activation checkpointing a layer keeps its input, D elements, and one layer at a time is whole.
 * Scores of the next token are kept for one micro-batch: 2 V float32 per token.
 *
 * @param weights bytes of weights, with masters
 * @param gradients bytes of gradients
 * @param optimizer bytes of moments
 * @param activations bytes of activations
 * @param scores bytes of the next-token scores and their gradient
 */
public record MemoryEstimate(
    double weights, double gradients, double optimizer, double activations, double scores) {

  /** The estimate for a rank. */
  public static MemoryEstimate of(ModelConfig c, Layout layout) {
    double n = ModelCost.of(c, layout.context()).total();
    double ranks = layout.devices();
    boolean mixed = layout.compute() != DType.F32;
    double optimizerShare = layout.sharding() == Layout.Sharding.NONE ? 1 : 1 / ranks;
    boolean shardsAll = layout.sharding() == Layout.Sharding.PARAMETERS;
    double parameterShare = shardsAll ? 1 / ranks : 1;
    double gathered = shardsAll && ranks > 1 ? n / c.layers() * layout.compute().bytes() : 0;
    double weights =
        n * layout.compute().bytes() * parameterShare
            + gathered
            + (mixed ? 4 * n * optimizerShare : 0);
    double gradients = 4 * n * parameterShare;
    double optimizer = 8 * n * optimizerShare;

    double tokens = (double) layout.microBatch() * layout.context();
    double feedForward = (double) c.intermediateSize() * (c.isMixture() ? c.expertsPerToken() : 1);
    double perLayer =
        4.0 * c.hiddenSize()
            + 2.0 * (c.heads() + c.keyValueHeads()) * c.headDim()
            + 2.0 * c.heads() * c.headDim()
            + 4.0 * feedForward;
    double kept =
        layout.checkpointing()
            ? (double) c.layers() * c.hiddenSize() + perLayer
            : c.layers() * perLayer;
    return new MemoryEstimate(
        weights,
        gradients,
        optimizer,
        kept * tokens * layout.compute().bytes(),
        2.0 * 4 * tokens * c.vocabSize());
  }

  /** All of it, in bytes. */
  public double total() {
    return weights + gradients + optimizer + activations + scores;
  }
}
