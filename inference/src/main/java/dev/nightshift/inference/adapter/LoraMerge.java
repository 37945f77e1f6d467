package dev.nightshift.inference.adapter;

import dev.nightshift.inference.tensor.NamedTensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * An adapter merged into weights in place. The weights that it changed are kept beside, so that
 * {@link #unmerge} restores their very bits: subtracting what was added would not, as additions
 * round.
 */
public final class LoraMerge implements AutoCloseable {

  private final Map<String, Tensor> weights;
  private final NamedTensors originals;
  private boolean merged = true;

  private LoraMerge(Map<String, Tensor> weights, NamedTensors originals) {
    this.weights = weights;
    this.originals = originals;
  }

  /**
   * Merges an adapter into weights: W ← W + s · B A for each of its modules, and what it keeps whole
   * in place of theirs.
   */
  public static LoraMerge into(Map<String, Tensor> weights, LoraAdapter adapter) {
    List<String> modules = adapter.config().modules(adapter.model());
    Map<String, Tensor> originals = new LinkedHashMap<>();
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      for (String module : modules) {
        originals.put(module + ".weight", weight(weights, module).detach().clone());
      }
      for (String name : adapter.replacing().keySet()) {
        originals.put(name, named(weights, name).detach().clone());
      }
      for (String module : modules) {
        Tensor target = weight(weights, module);
        target.add_(adapter.weightDelta(module).to(target.scalar_type()));
      }
      adapter.replacing().forEach((name, tensor) -> named(weights, name).copy_(tensor));
      return new LoraMerge(weights, NamedTensors.own(originals));
    }
  }

  /** A copy of weights with an adapter merged in; the given weights stay as they are. */
  public static NamedTensors copyOf(Map<String, Tensor> weights, LoraAdapter adapter) {
    List<String> touched = new ArrayList<>();
    adapter.config().modules(adapter.model()).forEach(module -> touched.add(module + ".weight"));
    Map<String, Tensor> copies = new LinkedHashMap<>();
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      adapter
          .over(weights)
          .forEach(
          (name, tensor) -> {
            Tensor copy = tensor.detach().clone();
            if (touched.contains(name)) {
              String module = name.substring(0, name.length() - ".weight".length());
              copy.add_(adapter.weightDelta(module).to(copy.scalar_type()));
            }
            copies.put(name, copy);
          });
      return NamedTensors.own(copies);
    }
  }

  /** Restores the weights, bit for bit. A second call does nothing. */
  public void unmerge() {
    if (merged) {
      merged = false;
      try (NoGradGuard noGrad = new NoGradGuard()) {
        originals.asMap().forEach((name, original) -> named(weights, name).copy_(original));
      }
    }
  }

  /** Releases the kept originals; the weights stay as they are then, merged or not. */
  @Override
  public void close() {
    originals.close();
  }

  private static Tensor weight(Map<String, Tensor> weights, String module) {
    return named(weights, module + ".weight");
  }

  private static Tensor named(Map<String, Tensor> weights, String name) {
    Tensor tensor = weights.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("the weights have no tensor named " + name);
    }
    return tensor;
  }
}
