package dev.nightshift.inference.tensor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Tensors by name, in a fixed order, owned: they outlive the {@code PointerScope} they were made in
 * and live until {@link #close}. Safe to read from several threads; closing is the owner's.
 */
public final class NamedTensors implements AutoCloseable {

  private final Map<String, Tensor> tensors;
  private boolean closed;

  private NamedTensors(Map<String, Tensor> tensors) {
    this.tensors = tensors;
  }

  /** Takes over these tensors: they stay alive until this is closed, whatever scope made them. */
  public static NamedTensors own(Map<String, Tensor> tensors) {
    Map<String, Tensor> owned = new LinkedHashMap<>(tensors);
    owned.values().forEach(Tensor::retainReference);
    return new NamedTensors(owned);
  }

  /** The tensors by name, in order; a read-only view. */
  public Map<String, Tensor> asMap() {
    checkOpen();
    return Collections.unmodifiableMap(tensors);
  }

  /** The names, in order. */
  public List<String> names() {
    return List.copyOf(tensors.keySet());
  }

  /**
   * The tensor of a name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Tensor get(String name) {
    checkOpen();
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("there is no tensor named " + name);
    }
    return tensor;
  }

  /** How many tensors there are. */
  public int size() {
    return tensors.size();
  }

  /** The number of elements of all tensors together. */
  public long elements() {
    checkOpen();
    return tensors.values().stream().mapToLong(Tensor::numel).sum();
  }

  /** A deep copy with memory of its own and no history of gradients. */
  public NamedTensors copy() {
    checkOpen();
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      Map<String, Tensor> copies = new LinkedHashMap<>();
      tensors.forEach((name, tensor) -> copies.put(name, tensor.detach().clone()));
      return own(copies);
    }
  }

  /** A copy in another type; tensors that have it already are copied all the same. */
  public NamedTensors copyAs(DType type) {
    checkOpen();
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      Map<String, Tensor> copies = new LinkedHashMap<>();
      tensors.forEach(
          (name, tensor) -> copies.put(name, tensor.detach().to(type.scalarType()).clone()));
      return own(copies);
    }
  }

  /** Releases the tensors. Closing twice does no harm. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      tensors.values().forEach(Tensor::releaseReference);
      tensors.clear();
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("these tensors were closed");
    }
  }
}
