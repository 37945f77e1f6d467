package dev.nightshift.training.reduction;

import dev.nightshift.training.trainer.BlockRange;
import dev.nightshift.training.trainer.FlatLayout;
import java.util.function.ToIntFunction;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * How the workers of a step bring their parts of the tree together, and which blocks of the flat
 * buffers each of them then works on. Each worker owns a contiguous range of the micro-batches. The
 * parameters after a step are the same bits for any number of workers and any division of blocks.
 *
 * <p>What is not overridden here is the exchange of workers who all keep the whole state.
 */
public interface GradientExchange extends AutoCloseable {

  /** Index of this worker, from 0. */
  int rank();

  /** Number of workers. */
  int workers();

  /** The first micro-batch of a worker in a step of {@code count}. */
  default int firstOf(int worker, int count) {
    return (int) ((long) count * worker / workers());
  }

  /** The blocks that this worker updates and keeps moments of, of {@code blocks}. */
  default BlockRange own(long blocks) {
    return BlockRange.all(blocks);
  }

  /**
   * Sums over all workers.
   *
   * @param local the micro-batches of this worker; empty afterwards
   * @param count number of micro-batches of the whole step
   * @param into the flat gradient: its own blocks take the total, the others are undefined
   * @return the totals of the scalars, equal on every worker
   */
  double[] total(TreeSum local, int count, Tensor into);

  /**
   * The values that the workers have for the micro-batches of their own ranges.
   *
   * @param own the values of each own micro-batch, one behind the other
   * @param count number of micro-batches of the whole step
   * @param width values of a micro-batch
   * @return the values of all micro-batches, in their order, equal on every worker
   */
  default double[] ofAllMicroBatches(double[] own, int count, int width) {
    return own;
  }

  /**
   * The values that the workers have for their own blocks.
   *
   * @param own one value per own block
   * @param blocks number of blocks
   * @return one value per block, in order, equal on every worker
   */
  default double[] ofAllBlocks(double[] own, long blocks) {
    return own;
  }

  /**
   * Shards of parameters and gradients that are gathered unit by unit; null where every worker
   * keeps them whole.
   *
   * @param layout where each parameter lies
   * @param unitOf the unit of a parameter's name
   * @return shards of zeros, which are the caller's to close
   */
  default @Nullable ShardedUnits units(FlatLayout layout, ToIntFunction<String> unitOf) {
    return null;
  }

  /** Gives every worker the blocks of all others, in place; called after an update. */
  default void share(Tensor flat) {}

  /**
   * Brings a stretch of a flat buffer of which each worker has its own blocks to the first worker;
   * all workers call it.
   *
   * @param shard the own blocks
   * @param blocks number of blocks of the whole buffer
   * @param from the first element of the stretch
   * @param length its elements
   * @return the stretch on the first worker, nothing elsewhere; belongs to the caller's scope
   */
  default Tensor collect(Tensor shard, long blocks, long from, long length) {
    return shard.narrow(0, rank() == 0 ? from : 0, rank() == 0 ? length : 0);
  }

  @Override
  void close();
}
