package dev.nightshift.training.trainer;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * What is minimised.
 *
 * @param <B> a micro-batch
 */
public interface Objective<B> {

  /** Names of the metrics beside the loss, in the order of {@link LossSum#metrics()}. */
  List<String> metrics();

  /**
   * The loss of a micro-batch.
   *
   * @param parameters all parameters by name
   * @param batch the micro-batch
   */
  LossSum loss(Map<String, Tensor> parameters, B batch);
}
