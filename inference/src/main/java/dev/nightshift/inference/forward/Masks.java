package dev.nightshift.inference.forward;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** Which keys each query sees, per window, made once for all layers of a pass. */
final class Masks {

  /**
   * The mask of a layer.
   *
   * @param mask [·, ·, T or 1, S] bool (true = sees) or additive; null where all keys are seen or
   *     the kernel is told to be causal
   * @param causal whether query t sees keys 0 … t and no mask is needed to say so
   */
  record LayerMask(@Nullable Tensor mask, boolean causal) {}

  private final Map<Integer, LayerMask> byWindow = new HashMap<>();

  private Masks() {}

  /**
   * Masks for every window of a model.
   *
   * @param given the caller's mask in place of the causal one, or null
   * @param queries number of queries (T)
   * @param past positions before the first query
   * @param x activations, whose type and device the masks take
   */
  static Masks of(
      List<Integer> windows, @Nullable Tensor given, long queries, long past, Tensor x) {
    Masks masks = new Masks();
    for (int window : windows) {
      masks.byWindow.computeIfAbsent(window, w -> make(w, given, queries, past, x));
    }
    return masks;
  }

  LayerMask ofWindow(int window) {
    LayerMask mask = byWindow.get(window);
    if (mask == null) {
      throw new IllegalArgumentException("no mask was made for the window " + window);
    }
    return mask;
  }

  /** A causal mask of its own, for kernels that need to be told: bool [T, S], beside x. */
  static Tensor causal(long queries, long past, Tensor x) {
    return ones(queries, queries + past, x).tril(past);
  }

  /** The mask of attention to other states: all are seen unless a mask says otherwise. */
  static LayerMask across(@Nullable Tensor mask) {
    return new LayerMask(mask == null ? null : fourDims(mask), false);
  }

  private static LayerMask make(
      int window, @Nullable Tensor given, long queries, long past, Tensor x) {
    long keys = past + queries;
    boolean windowed = window > 0 && keys > window;
    if (given == null && !windowed) {
      if (queries == 1) {
        return new LayerMask(null, false);
      }
      return past == 0
          ? new LayerMask(null, true)
          : new LayerMask(fourDims(causal(queries, past, x)), false);
    }
    Tensor mask = given == null ? causal(queries, past, x) : given;
    boolean bool = mask.scalar_type().value == ScalarType.Bool.value;
    if (!bool) {
      mask = mask.to(x.scalar_type());
    }
    if (windowed) {
      Tensor band = ones(queries, keys, x).triu(past - window + 1);
      mask =
          bool
              ? mask.bitwise_and(band)
              : mask.masked_fill(band.bitwise_not(), new Scalar(Double.NEGATIVE_INFINITY));
    }
    return new LayerMask(fourDims(mask), false);
  }

  private static Tensor ones(long rows, long columns, Tensor x) {
    return torch.ones(
        new long[] {rows, columns}, x.options().dtype(new ScalarTypeOptional(ScalarType.Bool)));
  }

  private static Tensor fourDims(Tensor mask) {
    Tensor result = mask;
    while (result.dim() < 4) {
      result = result.unsqueeze(0);
    }
    return result;
  }
}
