package dev.nightshift.inference.forward;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What a forward pass gives. The tensors belong to the caller's {@code PointerScope}.
 *
 * @param hidden hidden states after the final norm, [B, T, D]
 * @param hiddenStates the residual stream before each block, then {@code hidden}; empty unless
 *     asked for
 * @param attentions attention weights per layer, [B, H, T, S]; empty unless asked for
 * @param routerLogits router scores per layer, [B · T, experts]; empty for dense models
 * @param cache the cache with the new positions; null where none was given
 */
public record ForwardOutput(
    Tensor hidden,
    List<Tensor> hiddenStates,
    List<Tensor> attentions,
    List<Tensor> routerLogits,
    @Nullable KeyValueCache cache) {

  public ForwardOutput {
    hiddenStates = List.copyOf(hiddenStates);
    attentions = List.copyOf(attentions);
    routerLogits = List.copyOf(routerLogits);
  }
}
