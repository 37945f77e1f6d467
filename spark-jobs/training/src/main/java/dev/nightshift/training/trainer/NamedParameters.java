package dev.nightshift.training.trainer;

import dev.nightshift.training.trainer.FlatLayout.Slot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/**
 * The parameters of a training: those that are trained, as views of one flat float32 buffer whose
 * gradients are views of a second one, and those that stay as they are.
 *
 * <p>Owns native memory and survives the scope it was made in. Not safe for use by several threads.
 */
public final class NamedParameters implements AutoCloseable {

  private final FlatLayout layout;
  private final Tensor values;
  private final Tensor gradient;
  private final Map<String, Tensor> trained;
  private final Map<String, Tensor> all;
  private final List<Tensor> owned = new ArrayList<>();

  private NamedParameters(Map<String, Tensor> initial, Map<String, Tensor> frozen) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    initial.forEach((name, tensor) -> shapes.put(name, shape(tensor)));
    this.layout = FlatLayout.of(shapes);
    try (PointerScope scope = new PointerScope()) {
      this.values = keep(zeros());
      this.gradient = keep(zeros());
      Map<String, Tensor> leaves = new LinkedHashMap<>();
      for (Slot slot : layout.slots()) {
        Tensor leaf = keep(view(values, slot).detach());
        leaf.set_requires_grad(true);
        leaf.mutable_grad().put(view(gradient, slot));
        leaves.put(slot.name(), leaf);
      }
      this.trained = Collections.unmodifiableMap(leaves);
      Map<String, Tensor> everything = new LinkedHashMap<>(leaves);
      frozen.forEach(
          (name, tensor) -> {
            if (everything.put(name, keep(tensor.detach())) != null) {
              throw new IllegalArgumentException("parameter " + name + " is trained and frozen");
            }
          });
      this.all = Collections.unmodifiableMap(everything);
    }
    assign(initial);
  }

  /** Copies parameters that are all trained. */
  public static NamedParameters copyOf(Map<String, Tensor> trained) {
    return new NamedParameters(trained, Map.of());
  }

  /**
   * Copies the trained parameters and shares the frozen ones.
   *
   * @param trained what the optimizer changes
   * @param frozen what the objective reads and nothing changes
   */
  public static NamedParameters of(Map<String, Tensor> trained, Map<String, Tensor> frozen) {
    return new NamedParameters(trained, frozen);
  }

  /** Where each trained parameter lies. */
  public FlatLayout layout() {
    return layout;
  }

  /** All parameters by name, trained and frozen: what an objective reads. */
  public Map<String, Tensor> tensors() {
    return all;
  }

  /** The trained parameters by name: leaves whose storage is {@link #values()}. */
  public Map<String, Tensor> trained() {
    return trained;
  }

  /** The flat values, [{@code layout.length()}]. */
  public Tensor values() {
    return values;
  }

  /** The flat gradient, [{@code layout.length()}]; a backward pass adds to it. */
  public Tensor gradient() {
    return gradient;
  }

  /** A new flat buffer of zeros in this layout; it belongs to the caller's scope. */
  public Tensor zeros() {
    return torch.zeros(new long[] {layout.length()}, new TensorOptions(torch.ScalarType.Float));
  }

  /** Overwrites the trained parameters with values of the same names and shapes. */
  public void assign(Map<String, Tensor> newValues) {
    copyInto(values, newValues);
  }

  /** Views of a flat buffer of this layout by parameter name; they belong to the caller's scope. */
  public Map<String, Tensor> views(Tensor flat) {
    Map<String, Tensor> views = new LinkedHashMap<>();
    for (Slot slot : layout.slots()) {
      views.put(slot.name(), view(flat, slot));
    }
    return views;
  }

  /** Copies tensors by name into a flat buffer of this layout. */
  public void copyInto(Tensor flat, Map<String, Tensor> named) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      for (Slot slot : layout.slots()) {
        Tensor from = named.get(slot.name());
        if (from == null) {
          throw new IllegalArgumentException("parameter " + slot.name() + " is missing");
        }
        if (!Arrays.equals(shape(from), slot.shapeArray())) {
          throw new IllegalArgumentException(
              "parameter "
                  + slot.name()
                  + " has shape "
                  + Arrays.toString(shape(from))
                  + " where "
                  + slot.shape()
                  + " is trained");
        }
        view(flat, slot).copy_(from);
      }
    }
  }

  private Tensor keep(Tensor tensor) {
    tensor.retainReference();
    owned.add(tensor);
    return tensor;
  }

  private static Tensor view(Tensor flat, Slot slot) {
    return flat.narrow(0, slot.offset(), slot.length()).view(slot.shapeArray());
  }

  private static long[] shape(Tensor tensor) {
    return tensor.shape();
  }

  @Override
  public void close() {
    owned.forEach(Tensor::releaseReference);
    owned.clear();
  }
}
