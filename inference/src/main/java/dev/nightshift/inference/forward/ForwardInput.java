package dev.nightshift.inference.forward;

import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What a forward pass sees. Immutable; the {@code with…} methods give changed copies. B batch, T
 * new positions (prefix included), S = positions in the cache + T, D width, H heads.
 *
 * @param ids token ids, int64 [B, T′]; null where embeddings are given in their place
 * @param inputEmbeddings embeddings in place of ids, [B, T′, D]
 * @param prefixEmbeddings embeddings put before the others, [B, P, D] (T = P + T′), or null
 * @param positions position of each new token, int64 [B, T] or [1, T]; by default the cache's
 *     length onward
 * @param attentionMask which keys each query sees, in any shape that broadcasts to [B, H, T, S]:
 *     bool (true = sees) or additive. It replaces the causal mask; the window of a layer that has
 *     one still applies, counted in places of S. By default causal.
 * @param cache keys and values of earlier positions, or null
 * @param crossStates states that layers with cross-attention weights attend to, [B, C, D′], or null
 * @param crossMask which of the cross states are seen, bool, broadcasts to [B, H, T, C], or null
 * @param adapters what is added to the outputs of linear modules
 * @param kernel how attention is computed
 * @param wantHiddenStates whether the output carries the residual stream before each block and the
 *     final hidden state
 * @param wantAttentions whether the output carries attention weights (computed explicitly then)
 */
public record ForwardInput(
    @Nullable Tensor ids,
    @Nullable Tensor inputEmbeddings,
    @Nullable Tensor prefixEmbeddings,
    @Nullable Tensor positions,
    @Nullable Tensor attentionMask,
    @Nullable KeyValueCache cache,
    @Nullable Tensor crossStates,
    @Nullable Tensor crossMask,
    AdapterSet adapters,
    AttentionKernel kernel,
    boolean wantHiddenStates,
    boolean wantAttentions) {

  public ForwardInput {
    Objects.requireNonNull(adapters, "adapters");
    Objects.requireNonNull(kernel, "kernel");
    if ((ids == null) == (inputEmbeddings == null)) {
      throw new IllegalArgumentException("give either token ids or input embeddings");
    }
  }

  /** Token ids [B, T]; everything else by default, with the fused kernel. */
  public static ForwardInput ofIds(Tensor ids) {
    return new ForwardInput(
        ids,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        AdapterSet.none(),
        AttentionKernel.FUSED,
        false,
        false);
  }

  /** Embeddings [B, T, D] in place of ids; everything else by default, with the fused kernel. */
  public static ForwardInput ofEmbeddings(Tensor embeddings) {
    return new ForwardInput(
        null,
        embeddings,
        null,
        null,
        null,
        null,
        null,
        null,
        AdapterSet.none(),
        AttentionKernel.FUSED,
        false,
        false);
  }

  /** With embeddings before the tokens. */
  public ForwardInput withPrefix(Tensor prefix) {
    return new ForwardInput(
        ids,
        inputEmbeddings,
        prefix,
        positions,
        attentionMask,
        cache,
        crossStates,
        crossMask,
        adapters,
        kernel,
        wantHiddenStates,
        wantAttentions);
  }

  /** With these positions. */
  public ForwardInput withPositions(Tensor newPositions) {
    return new ForwardInput(
        ids,
        inputEmbeddings,
        prefixEmbeddings,
        newPositions,
        attentionMask,
        cache,
        crossStates,
        crossMask,
        adapters,
        kernel,
        wantHiddenStates,
        wantAttentions);
  }

  /** With this attention mask in place of the causal one. */
  public ForwardInput withAttentionMask(Tensor mask) {
    return new ForwardInput(
        ids,
        inputEmbeddings,
        prefixEmbeddings,
        positions,
        mask,
        cache,
        crossStates,
        crossMask,
        adapters,
        kernel,
        wantHiddenStates,
        wantAttentions);
  }

  /** With the keys and values of earlier positions; the output carries the longer cache. */
  public ForwardInput withCache(KeyValueCache newCache) {
    return new ForwardInput(
        ids,
        inputEmbeddings,
        prefixEmbeddings,
        positions,
        attentionMask,
        newCache,
        crossStates,
        crossMask,
        adapters,
        kernel,
        wantHiddenStates,
        wantAttentions);
  }

  /** With states to attend to across, and which of them are seen (null for all). */
  public ForwardInput withCrossStates(Tensor states, @Nullable Tensor mask) {
    return new ForwardInput(
        ids,
        inputEmbeddings,
        prefixEmbeddings,
        positions,
        attentionMask,
        cache,
        states,
        mask,
        adapters,
        kernel,
        wantHiddenStates,
        wantAttentions);
  }

  /** With adapters. */
  public ForwardInput withAdapters(AdapterSet newAdapters) {
    return new ForwardInput(
        ids,
        inputEmbeddings,
        prefixEmbeddings,
        positions,
        attentionMask,
        cache,
        crossStates,
        crossMask,
        newAdapters,
        kernel,
        wantHiddenStates,
        wantAttentions);
  }

  /** With this way to compute attention. */
  public ForwardInput withKernel(AttentionKernel newKernel) {
    return new ForwardInput(
        ids,
        inputEmbeddings,
        prefixEmbeddings,
        positions,
        attentionMask,
        cache,
        crossStates,
        crossMask,
        adapters,
        newKernel,
        wantHiddenStates,
        wantAttentions);
  }

  /** With hidden states in the output. */
  public ForwardInput withHiddenStates() {
    return new ForwardInput(
        ids,
        inputEmbeddings,
        prefixEmbeddings,
        positions,
        attentionMask,
        cache,
        crossStates,
        crossMask,
        adapters,
        kernel,
        true,
        wantAttentions);
  }

  /** With attention weights in the output. */
  public ForwardInput withAttentions() {
    return new ForwardInput(
        ids,
        inputEmbeddings,
        prefixEmbeddings,
        positions,
        attentionMask,
        cache,
        crossStates,
        crossMask,
        adapters,
        kernel,
        wantHiddenStates,
        true);
  }
}
