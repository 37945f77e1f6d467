package dev.nightshift.inference.forward;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What is added to the outputs of linear modules, without touching their weights: the seam for
 * low-rank adapters, one for the whole batch or one per row.
 */
@FunctionalInterface
public interface AdapterSet {

  /**
   * The addition to the output of a module, or null where there is none.
   *
   * @param module the module's name, for instance {@code model.layers.0.self_attn.q_proj}
   * @param input what the module sees, [B, T, in]
   * @return [B, T, out], or null
   */
  @Nullable Tensor delta(String module, Tensor input);

  /** No adapters. */
  static AdapterSet none() {
    return (module, input) -> null;
  }
}
