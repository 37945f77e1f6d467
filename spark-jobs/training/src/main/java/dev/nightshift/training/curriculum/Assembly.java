package dev.nightshift.training.curriculum;

import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import org.bytedeco.pytorch.Tensor;

/**
 * Makes the micro-batches of a step from the examples that a curriculum gives, in the order in
 * which it gives them.
 *
 * @param <B> a micro-batch
 */
public interface Assembly<B> {

  /**
   * The batch of a step.
   *
   * @param examples the examples that it was made of, in their order
   * @param count number of micro-batches
   * @param batch the micro-batch of each index
   * @param <B> a micro-batch
   */
  record Filled<B>(int[] examples, int count, IntFunction<B> batch) {}

  /**
   * Fills a step.
   *
   * @param step the step, from 1
   * @param parameters as they are before the step
   * @param examples gives one example after the other, without an end
   */
  Filled<B> fill(long step, Map<String, Tensor> parameters, IntSupplier examples);

  /** How many examples a step takes at least. */
  int least();
}
