package dev.nightshift.training.reduction;

import dev.nightshift.training.trainer.BlockRange;
import dev.nightshift.training.trainer.FlatLayout;
import dev.nightshift.training.trainer.FlatLayout.Slot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * Parameters and gradients of which each worker keeps its own blocks: block b of the flat buffer
 * belongs to worker b mod W, so that every unit (a layer, or what belongs to none) is spread
 * evenly. A unit is gathered before it is used and dropped afterwards.
 *
 * <p>Micro-batches come in rounds: in round j worker w has micro-batch j · W + w. After the
 * backward pass of a unit its gradient goes to the owners, who add the W leaves in the order of
 * their micro-batches along the tree of {@link TreeSum}. So the totals are the bits of any other
 * division, and a worker holds at most one shard of a unit's gradient per level of the tree. All
 * workers open and finish the same units in the same order; one that has no micro-batch in a round
 * goes through the motions with another one, and its leaf is left out.
 *
 * <p>With a narrow type, values are rounded before they travel, and gradients become float32 before
 * they are added: the bits of whole parameters in that type.
 *
 * <p>With P parameters and units of at most U, a worker holds P/W values, P/W gradients of the
 * step, at most P/W per level of the tree, and 2 U for the values and gradients of a unit in use;
 * while a unit travels, a packed copy of it comes on top.
 *
 * <p>Source: Rajbhandari, Rasley, Ruwase and He, "ZeRO: memory optimizations toward training
 * trillion parameter models", SC 2020, section 5.3 (P_os+g+p). Owns native memory. Not safe for use
 * by several threads.
 */
public final class ShardedUnits implements AutoCloseable {

  /**
   * A stretch of a parameter within one block: where it lies in the unit and in its owner's shard.
   */
  private record Piece(int owner, long inUnit, long inShard, long length) {}

  /** A unit: its parameters one behind the other, and the pieces of them, owner by owner. */
  private static final class Unit {
    final List<Slot> slots = new ArrayList<>();
    final List<Piece> pieces = new ArrayList<>();
    final Deque<Tensor> spare = new ArrayDeque<>();
    final TreeFold fold = new TreeFold(spare::push);
    long[] parts = new long[0];
    long length;
    @Nullable Tensor values;
    @Nullable Tensor gradient;
    Map<String, Tensor> leaves = Map.of();
  }

  private final Collectives workers;
  private final FlatLayout layout;
  private final ScalarType compute;
  private final BlockRange own;
  private final Tensor values;
  private final Tensor total;
  private final Map<Integer, Unit> units = new TreeMap<>();
  private int round;
  private int count;
  private long heldBytes;
  private long mostBytes;

  /**
   * Shards of zeros.
   *
   * @param layout where each parameter lies in the whole
   * @param unitOf the unit of a parameter's name
   * @param compute type of the gathered values and of their gradients; shards and sums are float32
   * @param workers the group; stays the caller's to close
   */
  ShardedUnits(
      FlatLayout layout, ToIntFunction<String> unitOf, ScalarType compute, Collectives workers) {
    this.workers = workers;
    this.layout = layout;
    this.compute = compute;
    this.own = BlockRange.cyclic(layout.blocks(), workers.rank(), workers.workers());
    try (PointerScope scope = new PointerScope()) {
      this.values = held(own.length(), ScalarType.Float);
      this.total = held(own.length(), ScalarType.Float);
    }
    for (Slot slot : layout.slots()) {
      add(units.computeIfAbsent(unitOf.applyAsInt(slot.name()), id -> new Unit()), slot);
    }
    for (Unit unit : units.values()) {
      unit.pieces.sort((a, b) -> Integer.compare(a.owner, b.owner));
      unit.parts = new long[workers.workers()];
      unit.pieces.forEach(piece -> unit.parts[piece.owner] += piece.length);
    }
  }

  private void add(Unit unit, Slot slot) {
    long end = slot.offset() + slot.length();
    for (int owner = 0; owner < workers.workers(); owner++) {
      BlockRange blocks = BlockRange.cyclic(layout.blocks(), owner, workers.workers());
      for (BlockRange.Stretch part : blocks.stretches(slot.offset(), end)) {
        long inUnit = unit.length + part.from() - slot.offset();
        unit.pieces.add(new Piece(owner, inUnit, part.inShard(), part.length()));
      }
    }
    unit.slots.add(slot);
    unit.length += slot.length();
  }

  /** The own blocks. */
  public BlockRange own() {
    return own;
  }

  /** The own blocks of the values. */
  public Tensor values() {
    return values;
  }

  /** The own blocks of the step's gradient, after {@link #finish}. */
  public Tensor total() {
    return total;
  }

  /** Begins a step of {@code microBatches}. */
  public void begin(int microBatches) {
    count = microBatches;
    round = -1;
  }

  /**
   * Begins the next round.
   *
   * @return the micro-batch of this worker, which may lie behind the last one; −1 if the step has
   *     no further round
   */
  public int nextRound() {
    round++;
    long first = (long) round * workers.workers();
    return first < count ? (int) first + workers.rank() : -1;
  }

  /** The parameters of a unit: leaves, which have gradients while gradients are switched on. */
  public Map<String, Tensor> open(int id) {
    Unit unit = unit(id);
    if (unit.values == null) {
      gather(unit);
    }
    if (GradMode.is_enabled() && unit.gradient == null) {
      attachGradient(unit);
    }
    return unit.leaves;
  }

  private void gather(Unit unit) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      Tensor packed = torch.empty(new long[] {unit.length}, new TensorOptions(compute), null);
      List<Tensor> parts = new ArrayList<>();
      long start = 0;
      for (long part : unit.parts) {
        parts.add(packed.narrow(0, start, part));
        start += part;
      }
      long at = 0;
      for (Piece piece : unit.pieces) {
        if (piece.owner == workers.rank()) {
          packed.narrow(0, at, piece.length).copy_(values.narrow(0, piece.inShard, piece.length));
        }
        at += piece.length;
      }
      workers.broadcastAll(parts);
      Tensor flat = held(unit.length, compute);
      at = 0;
      for (Piece piece : unit.pieces) {
        flat.narrow(0, piece.inUnit, piece.length).copy_(packed.narrow(0, at, piece.length));
        at += piece.length;
      }
      unit.values = flat;
      unit.leaves = leaves(unit, flat);
    }
  }

  private static Map<String, Tensor> leaves(Unit unit, Tensor flat) {
    Map<String, Tensor> leaves = new LinkedHashMap<>();
    long at = 0;
    for (Slot slot : unit.slots) {
      Tensor leaf = flat.narrow(0, at, slot.length()).view(slot.shapeArray()).detach();
      leaf.set_requires_grad(true);
      leaf.retainReference();
      leaves.put(slot.name(), leaf);
      at += slot.length();
    }
    return Collections.unmodifiableMap(leaves);
  }

  private void attachGradient(Unit unit) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      Tensor gradient = held(unit.length, compute);
      long at = 0;
      for (Slot slot : unit.slots) {
        leaf(unit, slot)
            .mutable_grad()
            .put(gradient.narrow(0, at, slot.length()).view(slot.shapeArray()));
        at += slot.length();
      }
      unit.gradient = gradient;
    }
  }

  private static Tensor leaf(Unit unit, Slot slot) {
    Tensor leaf = unit.leaves.get(slot.name());
    if (leaf == null) {
      throw new IllegalStateException("unit of " + slot.name() + " is not open");
    }
    return leaf;
  }

  /** Drops a unit's values; it can be opened again. */
  public void release(int id) {
    drop(unit(id));
  }

  /** Sends the gradient of a unit to its owners, who add it, and drops the unit. */
  public void gradientsReady(int id) {
    Unit unit = unit(id);
    Tensor gradient = unit.gradient;
    if (gradient == null) {
      throw new IllegalStateException("unit " + id + " was not opened with gradients");
    }
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      Tensor packed = ShardSum.empty(unit.length, values);
      long at = 0;
      for (Piece piece : unit.pieces) {
        packed.narrow(0, at, piece.length).copy_(gradient.narrow(0, piece.inUnit, piece.length));
        at += piece.length;
      }
      long part = unit.parts[workers.rank()];
      long[] receivedParts = new long[workers.workers()];
      Arrays.fill(receivedParts, part);
      Tensor received = ShardSum.empty(part * workers.workers(), values);
      workers.allToAll(received, receivedParts, packed, unit.parts);
      for (int worker = 0; worker < workers.workers(); worker++) {
        long leaf = (long) round * workers.workers() + worker;
        if (leaf < count) {
          unit.fold.pushBorrowed(
              new TreeNode(0, leaf, received.narrow(0, worker * part, part), new double[0]),
              tensor -> copy(unit, tensor));
        }
      }
    }
    drop(unit);
  }

  private Tensor copy(Unit unit, Tensor tensor) {
    Tensor spare = unit.spare.poll();
    Tensor copy = spare == null ? held(tensor.numel(), ScalarType.Float) : spare;
    copy.copy_(tensor);
    return copy;
  }

  /** Ends a step: {@link #total} is the sum over its micro-batches. */
  public void finish() {
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      for (Unit unit : units.values()) {
        Tensor sum = unit.fold.root().gradient();
        long at = 0;
        for (Piece piece : unit.pieces) {
          if (piece.owner == workers.rank()) {
            total.narrow(0, piece.inShard, piece.length).copy_(sum.narrow(0, at, piece.length));
            at += piece.length;
          }
        }
        unit.spare.push(sum);
      }
    }
  }

  /**
   * Sums scalars of micro-batches along the tree.
   *
   * @param mine the row of each round of this worker; what lies behind the last micro-batch is left
   *     out
   * @return the totals, equal on every worker
   */
  public double[] totals(List<double[]> mine) {
    int width = mine.get(0).length;
    double[] row = new double[mine.size() * width];
    for (int i = 0; i < mine.size(); i++) {
      System.arraycopy(mine.get(i), 0, row, i * width, width);
    }
    double[][] rows = workers.allGather(row);
    try (PointerScope scope = new PointerScope()) {
      TreeFold fold = new TreeFold(tensor -> {});
      for (int leaf = 0; leaf < count; leaf++) {
        int at = leaf / workers.workers() * width;
        double[] scalars = Arrays.copyOfRange(rows[leaf % workers.workers()], at, at + width);
        fold.push(new TreeNode(0, leaf, ShardSum.empty(0, values), scalars));
      }
      return fold.root().scalars();
    }
  }

  /** Drops what is open, such as after a measurement. */
  public void releaseAll() {
    units.values().forEach(this::drop);
  }

  /** The values that the workers have for their own blocks, in the order of the blocks. */
  public double[] ofAllBlocks(double[] mine) {
    int most = Math.toIntExact((layout.blocks() + workers.workers() - 1) / workers.workers());
    double[][] rows = workers.allGather(Arrays.copyOf(mine, most));
    double[] all = new double[Math.toIntExact(layout.blocks())];
    for (int block = 0; block < all.length; block++) {
      all[block] = rows[block % workers.workers()][block / workers.workers()];
    }
    return all;
  }

  /** The most bytes of values and gradients that were held at once so far. */
  public long mostBytes() {
    return mostBytes;
  }

  /** The bytes of values and gradients that are held now. */
  public long heldBytes() {
    return heldBytes;
  }

  private Unit unit(int id) {
    Unit unit = units.get(id);
    if (unit == null) {
      throw new IllegalArgumentException("there is no unit " + id);
    }
    return unit;
  }

  private void drop(Unit unit) {
    for (Tensor leaf : unit.leaves.values()) {
      leaf.releaseReference();
    }
    unit.leaves = Map.of();
    free(unit.values);
    free(unit.gradient);
    unit.values = null;
    unit.gradient = null;
  }

  private void free(@Nullable Tensor tensor) {
    if (tensor != null) {
      heldBytes -= tensor.nbytes();
      tensor.releaseReference();
    }
  }

  private Tensor held(long elements, ScalarType type) {
    Tensor tensor = torch.zeros(new long[] {elements}, new TensorOptions(type));
    tensor.retainReference();
    heldBytes += tensor.nbytes();
    mostBytes = Math.max(mostBytes, heldBytes);
    return tensor;
  }

  @Override
  public void close() {
    for (Unit unit : units.values()) {
      drop(unit);
      unit.fold.clear();
      unit.spare.forEach(this::free);
      unit.spare.clear();
    }
    free(values);
    free(total);
  }
}
