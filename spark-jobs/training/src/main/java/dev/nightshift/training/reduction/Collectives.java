package dev.nightshift.training.reduction;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * What the workers of a stage do together. All of them call the same methods in the same order, on
 * tensors in contiguous memory; nothing is added here, so no order of addition depends on the
 * transport.
 *
 * <p>Every method throws {@link LostWorkerException} when another worker is gone.
 */
interface Collectives extends AutoCloseable {

  /** Index of this worker, from 0. */
  int rank();

  /** Number of workers. */
  int workers();

  /**
   * Sends a part to each worker and receives one from each, in the order of the workers.
   *
   * @param received takes the parts, one behind the other
   * @param receivedParts elements of each received part
   * @param sent the parts to send, one behind the other
   * @param sentParts elements of each part to send
   */
  void allToAll(Tensor received, long[] receivedParts, Tensor sent, long[] sentParts);

  /**
   * Fills part w from worker w, in place.
   *
   * @param parts one tensor per worker; that of this worker is what the others receive
   */
  void broadcastAll(List<Tensor> parts);

  /** The rows of all workers, which are equally long; row w is that of worker w. */
  double[][] allGather(double[] row);

  @Override
  void close();
}
