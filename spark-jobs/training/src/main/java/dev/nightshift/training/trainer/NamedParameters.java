package dev.nightshift.training.trainer;

import dev.nightshift.training.trainer.FlatLayout.Slot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The parameters of a training: those that are trained and those that stay as they are.
 *
 * <p>The trained ones are the masters, one flat float32 buffer. What objectives read are views of
 * it, whose gradients are views of a second buffer. With a narrow compute type they read views of a
 * copy in that type instead, with gradients in that type; {@link #refresh} makes the copy again
 * after the masters have moved. Gradients are summed over micro-batches in float32 in any case.
 *
 * <p>Owns native memory and survives the scope it was made in. Not safe for use by several threads,
 * but for one thread a {@link #lane}.
 */
public final class NamedParameters implements AutoCloseable {

  private final FlatLayout layout;
  private final Tensor values;
  private final Tensor working;
  private final Tensor total;
  private final Map<String, Tensor> frozen;
  private final List<Lane> lanes = new ArrayList<>();
  private final List<Tensor> owned = new ArrayList<>();

  private NamedParameters(
      Map<String, Tensor> initial, Map<String, Tensor> frozen, ScalarType compute, Device device) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    initial.forEach((name, tensor) -> shapes.put(name, shape(tensor)));
    this.layout = FlatLayout.of(shapes);
    try (PointerScope scope = new PointerScope()) {
      boolean narrow = compute.value != ScalarType.Float.value;
      this.values = keep(flat(ScalarType.Float, device));
      this.working = narrow ? keep(flat(compute, device)) : values;
      Map<String, Tensor> still = new LinkedHashMap<>();
      frozen.forEach((name, tensor) -> still.put(name, keep(tensor.detach().to(device, compute))));
      this.frozen = Collections.unmodifiableMap(still);
      lanes.add(newLane());
      this.total = narrow ? keep(flat(ScalarType.Float, device)) : gradient();
    }
    assign(initial);
  }

  /** Copies parameters that are all trained, in float32 on the CPU. */
  public static NamedParameters copyOf(Map<String, Tensor> trained) {
    return of(trained, Map.of(), ScalarType.Float, new Device("cpu"));
  }

  /**
   * Copies the trained parameters; the frozen ones are shared where type and device are theirs.
   *
   * @param trained what the optimizer changes
   * @param frozen what the objective reads and nothing changes
   * @param compute type of what the objective reads
   * @param device where all of it lies
   */
  public static NamedParameters of(
      Map<String, Tensor> trained, Map<String, Tensor> frozen, ScalarType compute, Device device) {
    return new NamedParameters(trained, frozen, compute, device);
  }

  /** Where each trained parameter lies. */
  public FlatLayout layout() {
    return layout;
  }

  /**
   * The parameters with a gradient of their own, for one thread.
   *
   * @param tensors all parameters by name, trained and frozen: what an objective reads
   * @param gradient the flat gradient of a micro-batch in the compute type, [{@code
   *     layout.length()}]; a backward pass adds to it
   */
  public record Lane(Map<String, Tensor> tensors, Tensor gradient) {}

  /** The parameters for that thread, counted from 0; made where there are none yet. */
  public Lane lane(int index) {
    while (lanes.size() <= index) {
      try (PointerScope scope = new PointerScope()) {
        lanes.add(newLane());
      }
    }
    return lanes.get(index);
  }

  private Lane newLane() {
    Tensor gradient = keep(flat(working.scalar_type(), working.device()));
    Map<String, Tensor> everything = new LinkedHashMap<>();
    for (Slot slot : layout.slots()) {
      Tensor leaf = keep(view(working, slot).detach());
      leaf.set_requires_grad(true);
      leaf.mutable_grad().put(view(gradient, slot));
      everything.put(slot.name(), leaf);
    }
    frozen.forEach(
        (name, tensor) -> {
          if (everything.put(name, tensor) != null) {
            throw new IllegalArgumentException("parameter " + name + " is trained and frozen");
          }
        });
    return new Lane(Collections.unmodifiableMap(everything), gradient);
  }

  /** All parameters by name as the first lane reads them. */
  public Map<String, Tensor> tensors() {
    return lanes.get(0).tensors();
  }

  /** The masters, flat, float32 [{@code layout.length()}]. */
  public Tensor values() {
    return values;
  }

  /** The gradient of the first lane. */
  public Tensor gradient() {
    return lanes.get(0).gradient();
  }

  /**
   * The flat gradient of a step, float32 [{@code layout.length()}]; with float32 as the compute
   * type it shares its memory with {@link #gradient}.
   */
  public Tensor total() {
    return total;
  }

  /** Lets objectives see the masters as they are now. */
  public void refresh() {
    if (!working.equals(values)) {
      try (NoGradGuard noGrad = new NoGradGuard()) {
        working.copy_(values);
      }
    }
  }

  /** A new flat float32 buffer of zeros in this layout; it belongs to the caller's scope. */
  public Tensor zeros() {
    return flat(ScalarType.Float, values.device());
  }

  private Tensor flat(ScalarType type, Device device) {
    return torch.zeros(
        new long[] {layout.length()}, new TensorOptions(type).device(new DeviceOptional(device)));
  }

  /** Overwrites the trained parameters with values of the same names and shapes. */
  public void assign(Map<String, Tensor> newValues) {
    copyInto(values, newValues);
    refresh();
  }

  /**
   * All parameters by name with other values of the trained ones, in the compute type and without
   * gradients; what is made for it belongs to the caller's scope.
   *
   * @param flat the other values, float32 [{@code layout.length()}]
   */
  public Map<String, Tensor> reading(Tensor flat) {
    Map<String, Tensor> read = new LinkedHashMap<>(views(flat.to(working.scalar_type())));
    read.putAll(frozen);
    return read;
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
