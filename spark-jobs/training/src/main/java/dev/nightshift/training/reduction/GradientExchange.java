package dev.nightshift.training.reduction;

import org.bytedeco.pytorch.Tensor;

/**
 * How the workers of a step bring their parts of the tree together. Each worker owns a contiguous
 * range of the micro-batches; the total is the same bits for any number of workers.
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

  /**
   * Sums over all workers.
   *
   * @param local the micro-batches of this worker; empty afterwards
   * @param count number of micro-batches of the whole step
   * @param into takes the total gradient, equal on every worker
   * @return the totals of the scalars, equal on every worker
   */
  double[] total(TreeSum local, int count, Tensor into);

  @Override
  void close();
}
