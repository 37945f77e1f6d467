package dev.nightshift.training.optimizer;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** Changes the flat values of parameters by their flat gradient. Owns its moments. */
public interface Optimizer extends AutoCloseable {

  /**
   * One update in place.
   *
   * @param step number of this update, from 1, for corrections of bias
   * @param learningRate the rate
   */
  void update(long step, double learningRate);

  /** Its moments by name, each a flat buffer in the layout of the parameters. */
  Map<String, Tensor> moments();

  @Override
  void close();
}
