package dev.nightshift.training.trainer;

import org.bytedeco.pytorch.Tensor;

/**
 * A run of blocks of a flat buffer: what one worker sums, updates and keeps moments of. A tensor
 * that holds only these blocks is a shard, [{@code length()}].
 *
 * @param first the first block
 * @param count number of blocks; 0 where there are more workers than blocks
 */
public record BlockRange(long first, long count) {

  public BlockRange {
    if (first < 0 || count < 0) {
      throw new IllegalArgumentException("no range of " + count + " blocks begins at " + first);
    }
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

  /** The first element. */
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
