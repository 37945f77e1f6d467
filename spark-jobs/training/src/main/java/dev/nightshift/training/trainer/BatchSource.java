package dev.nightshift.training.trainer;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Where batches come from. A pure function of the step and, on policy, of the parameters at its
 * start: any worker may ask for any micro-batch, and a resumed run gets the same ones.
 *
 * @param <B> a micro-batch
 */
public interface BatchSource<B> {

  /**
   * The global batch of a step.
   *
   * @param step the step, from 1
   * @param parameters all parameters by name, as they are before the step
   */
  MicroBatches<B> batch(long step, Map<String, Tensor> parameters);

  /**
   * The micro-batches of one step, in their order.
   *
   * @param <B> a micro-batch
   */
  interface MicroBatches<B> {
    /** How many there are in the whole step, whatever the number of workers. */
    int count();

    /** The micro-batch of that index; what it holds belongs to the caller's scope. */
    B get(int index);
  }
}
