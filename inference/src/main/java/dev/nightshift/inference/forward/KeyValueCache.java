package dev.nightshift.inference.forward;

import dev.nightshift.inference.model.ModelConfig;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Keys and values of the positions that were seen, per layer [B, K, S, headDim] (K key and value
 * heads).
 *
 * <p>Two kinds. A growing cache ({@link #empty}) is a value: each forward pass gives a longer one
 * and gradients flow through it; {@link #kept} makes one that outlives its scope. An allocated
 * cache ({@link #allocate}) owns memory for a known length and is filled in place, without
 * gradients: the cache that comes out shares the memory of the one that went in, so only the newest
 * may be continued.
 */
public final class KeyValueCache implements AutoCloseable {

  private final List<Tensor> keys;
  private final List<Tensor> values;
  private final long length;
  private final long capacity;
  private final boolean owned;

  private KeyValueCache(
      List<Tensor> keys, List<Tensor> values, long length, long capacity, boolean owned) {
    this.keys = keys;
    this.values = values;
    this.length = length;
    this.capacity = capacity;
    this.owned = owned;
  }

  /** A growing cache with nothing in it. */
  public static KeyValueCache empty() {
    return new KeyValueCache(List.of(), List.of(), 0, 0, false);
  }

  /**
   * A cache with room for a number of positions, owned until {@link #close}.
   *
   * @param batch rows (B)
   * @param capacity positions
   */
  public static KeyValueCache allocate(
      ModelConfig config, long batch, long capacity, ScalarType type) {
    List<Tensor> keys = new ArrayList<>();
    List<Tensor> values = new ArrayList<>();
    try (PointerScope scope = new PointerScope()) {
      long[] shape = {batch, config.keyValueHeads(), capacity, config.headDim()};
      for (int layer = 0; layer < config.layers(); layer++) {
        keys.add(torch.zeros(shape, new TensorOptions(type)));
        values.add(torch.zeros(shape, new TensorOptions(type)));
      }
      keys.forEach(Tensor::retainReference);
      values.forEach(Tensor::retainReference);
    }
    return new KeyValueCache(keys, values, 0, capacity, true);
  }

  /**
   * A cache of several rows, owned until {@link #close}, from caches of one row each. The rows are
   * lined up at their ends; the places before a shorter row hold zeros and are not to be seen.
   *
   * @param rows caches of one row, none longer than {@code length}
   * @param length positions that the new cache holds
   * @param capacity positions that it can hold
   */
  public static KeyValueCache ofRows(List<KeyValueCache> rows, long length, long capacity) {
    List<Tensor> keys = new ArrayList<>();
    List<Tensor> values = new ArrayList<>();
    try (PointerScope scope = new PointerScope()) {
      for (int layer = 0; layer < rows.get(0).keys.size(); layer++) {
        int number = layer;
        keys.add(lineUp(rows.stream().map(row -> row.keys.get(number)).toList(), length, capacity));
        values.add(
            lineUp(rows.stream().map(row -> row.values.get(number)).toList(), length, capacity));
      }
      keys.forEach(Tensor::retainReference);
      values.forEach(Tensor::retainReference);
    }
    return new KeyValueCache(keys, values, length, capacity, true);
  }

  /** Rows [1, K, S, headDim] of any S in one tensor [B, K, capacity, headDim], ending at length. */
  private static Tensor lineUp(List<Tensor> rows, long length, long capacity) {
    Tensor first = rows.get(0);
    long[] shape = {rows.size(), first.size(1), capacity, first.size(3)};
    Tensor all = torch.zeros(shape, first.options());
    for (int i = 0; i < rows.size(); i++) {
      long own = rows.get(i).size(2);
      all.narrow(0, i, 1).narrow(2, length - own, own).copy_(rows.get(i));
    }
    return all;
  }

  /** How many positions it holds (S). */
  public long length() {
    return length;
  }

  /** How many positions it can hold; 0 for a growing cache. */
  public long capacity() {
    return capacity;
  }

  /** A copy of chosen rows, owned, with the same capacity; only of an allocated cache. */
  public KeyValueCache selectRows(Tensor rows) {
    List<Tensor> someKeys = new ArrayList<>();
    List<Tensor> someValues = new ArrayList<>();
    try (PointerScope scope = new PointerScope()) {
      keys.forEach(k -> someKeys.add(k.index_select(0, rows)));
      values.forEach(v -> someValues.add(v.index_select(0, rows)));
      someKeys.forEach(Tensor::retainReference);
      someValues.forEach(Tensor::retainReference);
    }
    return new KeyValueCache(someKeys, someValues, length, capacity, true);
  }

  /**
   * A copy of a growing cache that outlives its scope, owned until {@link #close}. It grows as the
   * other does, so that any number of passes may go on from it, on several threads.
   */
  public KeyValueCache kept() {
    if (capacity > 0) {
      throw new IllegalStateException("an allocated cache is owned already");
    }
    List<Tensor> ownKeys = new ArrayList<>();
    List<Tensor> ownValues = new ArrayList<>();
    try (PointerScope scope = new PointerScope()) {
      keys.forEach(k -> ownKeys.add(copy(k)));
      values.forEach(v -> ownValues.add(copy(v)));
      ownKeys.forEach(Tensor::retainReference);
      ownValues.forEach(Tensor::retainReference);
    }
    return new KeyValueCache(ownKeys, ownValues, length, 0, true);
  }

  private static Tensor copy(Tensor of) {
    long[] shape = {of.size(0), of.size(1), of.size(2), of.size(3)};
    Tensor copy = torch.zeros(shape, of.options());
    copy.copy_(of.detach());
    return copy;
  }

  /** Releases memory that it owns; a growing cache that is not kept belongs to its scope. */
  @Override
  public void close() {
    if (owned) {
      keys.forEach(Tensor::releaseReference);
      values.forEach(Tensor::releaseReference);
    }
  }

  /** Collects the keys and values of one forward pass, layer by layer. */
  static final class Appender {
    private final KeyValueCache before;
    private final long added;
    private final List<Tensor> keys = new ArrayList<>();
    private final List<Tensor> values = new ArrayList<>();

    Appender(KeyValueCache before, long added) {
      this.before = before;
      this.added = added;
      if (before.capacity > 0 && before.length + added > before.capacity) {
        throw new IllegalArgumentException(
            "the cache has room for "
                + before.capacity
                + " positions, holds "
                + before.length
                + " and should take "
                + added);
      }
    }

    /** Adds a layer's new keys [B, K, T, headDim] and gives all of them, [B, K, S, headDim]. */
    Tensor keys(int layer, Tensor fresh) {
      return append(before.keys, keys, layer, fresh);
    }

    /** Adds a layer's new values [B, K, T, headDim] and gives all of them, [B, K, S, headDim]. */
    Tensor values(int layer, Tensor fresh) {
      return append(before.values, values, layer, fresh);
    }

    private Tensor append(List<Tensor> old, List<Tensor> all, int layer, Tensor fresh) {
      if (before.capacity > 0) {
        Tensor buffer = old.get(layer);
        buffer.narrow(2, before.length, added).copy_(fresh.detach());
        return buffer.narrow(2, 0, before.length + added);
      }
      Tensor joined =
          before.length == 0 ? fresh : torch.cat(new TensorVector(old.get(layer), fresh), 2);
      all.add(joined);
      return joined;
    }

    /** Whether the keys and values are tensors of this pass and not a buffer of the caller. */
    boolean grows() {
      return before.capacity == 0;
    }

    KeyValueCache after() {
      boolean growing = before.capacity == 0;
      return new KeyValueCache(
          growing ? List.copyOf(keys) : before.keys,
          growing ? List.copyOf(values) : before.values,
          before.length + added,
          before.capacity,
          before.capacity > 0 && before.owned);
    }
  }
}
