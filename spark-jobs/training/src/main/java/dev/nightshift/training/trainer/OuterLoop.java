package dev.nightshift.training.trainer;

import org.bytedeco.pytorch.Tensor;

/**
 * What a method does around the steps of the optimizer; each hook does nothing unless overridden.
 */
public interface OuterLoop {

  /** No outer loop. */
  OuterLoop NONE = new OuterLoop() {};

  /**
   * Called with the step's mean gradient before it is clipped, such as for a control variate. Only
   * the own blocks of this worker are defined, so the change must be element by element.
   *
   * @param step the step, from 1
   * @param gradient the flat gradient, to be changed in place
   */
  default void gradient(long step, Tensor gradient) {}

  /**
   * Called after the optimizer's step, such as for an interpolation with slow weights.
   *
   * @param step the step, from 1
   * @param parameters to be changed in place
   */
  default void updated(long step, NamedParameters parameters) {}
}
