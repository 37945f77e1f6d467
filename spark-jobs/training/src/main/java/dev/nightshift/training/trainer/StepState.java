package dev.nightshift.training.trainer;

import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.bytedeco.pytorch.Tensor;

/** Where a trainer finds the parameters and the gradient of a step, whole or in shards. */
interface StepState {

  /** All parameters by name, as sources and objectives read them. */
  Map<String, Tensor> tensors();

  /**
   * Adds the gradients of all micro-batches of a step, on all workers.
   *
   * @param count number of micro-batches
   * @param pass how the micro-batch of an index goes forward and back through the parameters of a
   *     lane, and gives its scalars
   * @param lanes where they go
   * @return the totals of the scalars
   */
  double[] accumulate(
      int count, IntFunction<Function<Map<String, Tensor>, double[]>> pass, Lanes lanes);

  /** The own blocks of the gradient; belongs to the caller's scope. */
  Tensor gradient();

  /** The values that the workers have for their own blocks, in the order of the blocks. */
  double[] ofAllBlocks(double[] own);

  /** Lets the outer loop change the mean gradient. */
  void beforeClipping(long step, OuterLoop loop);

  /** Called when the own blocks of the values have moved. */
  void updated(long step, OuterLoop loop);

  /** Frees what it holds itself. */
  void close();
}
