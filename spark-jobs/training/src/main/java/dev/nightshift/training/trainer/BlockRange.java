package dev.nightshift.training.trainer;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Blocks of a flat buffer at equal distances: what one worker sums, updates and keeps moments of. A
 * tensor that holds only these blocks, one behind the other, is a shard, [{@code length()}].
 *
 * @param first the first block
 * @param count number of blocks; 0 where there are more workers than blocks
 * @param stride distance from one block to the next
 */
public record BlockRange(long first, long count, long stride) {

  public BlockRange {
    if (first < 0 || count < 0 || stride < 1) {
      throw new IllegalArgumentException(
          "no " + count + " blocks begin at " + first + " with a distance of " + stride);
    }
  }

  /** Neighbouring blocks. */
  public BlockRange(long first, long count) {
    this(first, count, 1);
  }

  /** The part of a worker where block b goes to worker b mod {@code workers}. */
  public static BlockRange cyclic(long blocks, int worker, int workers) {
    return new BlockRange(worker, Math.max(0, (blocks - worker + workers - 1) / workers), workers);
  }

  /** Whether a block is one of these. */
  public boolean contains(long block) {
    return block >= first && block < first + count * stride && (block - first) % stride == 0;
  }

  /** The first element in a shard of one of these blocks. */
  public long inShard(long block) {
    return (block - first) / stride * FlatLayout.BLOCK;
  }

  /**
   * A stretch of elements that lie in one block.
   *
   * @param from the first element in the whole
   * @param inShard the first element in a shard
   * @param length number of elements
   */
  public record Stretch(long from, long inShard, long length) {}

  /** What lies in these blocks of the elements {@code [from, to)} of the whole, block by block. */
  public List<Stretch> stretches(long from, long to) {
    List<Stretch> stretches = new ArrayList<>();
    for (long at = from; at < to; ) {
      long block = at / FlatLayout.BLOCK;
      long end = Math.min(to, (block + 1) * FlatLayout.BLOCK);
      if (contains(block)) {
        stretches.add(new Stretch(at, inShard(block) + at - block * FlatLayout.BLOCK, end - at));
      }
      at = end;
    }
    return stretches;
  }

  /** All blocks of a buffer. */
  public static BlockRange all(long blocks) {
    return new BlockRange(0, blocks);
  }

  /** The part of a worker where {@code blocks} are divided evenly, in the order of the workers. */
  public static BlockRange part(long blocks, int worker, int workers) {
    long first = blocks * worker / workers;
    return new BlockRange(first, blocks * (worker + 1) / workers - first);
  }

  /** The first element; of neighbouring blocks, as are the next two. */
  public long from() {
    return first * FlatLayout.BLOCK;
  }

  /** The element after the last one. */
  public long to() {
    return (first + count) * FlatLayout.BLOCK;
  }

  /** Number of elements. */
  public long length() {
    return count * FlatLayout.BLOCK;
  }

  /** A view of these blocks of a whole flat buffer; it belongs to the caller's scope. */
  public Tensor of(Tensor flat) {
    return flat.narrow(0, from(), length());
  }
}
