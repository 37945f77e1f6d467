package dev.nightshift.training.optimizer;

import dev.nightshift.training.trainer.BlockRange;
import dev.nightshift.training.trainer.Lanes;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Changes the flat values of parameters by their flat gradient, in its own blocks. Owns its
 * moments.
 */
public interface Optimizer extends AutoCloseable {

  /**
   * One update in place.
   *
   * @param step number of this update, from 1, for corrections of bias
   * @param learningRate the rate
   * @param lanes the cores that share the work
   */
  void update(long step, double learningRate, Lanes lanes);

  /** The blocks that it updates, of the layout of the parameters. */
  BlockRange own();

  /** Its moments by name, each a shard of its own blocks. */
  Map<String, Tensor> moments();

  @Override
  void close();
}
