package dev.nightshift.inference.forward;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Weights that are there while their stage runs. A stage is a layer, or {@link #OUTSIDE}: the
 * embedding, the final norm and the output head. So a training whose parameters are spread over
 * workers can gather one layer at a time.
 */
public interface StageWeights {

  /** The stage of all weights that belong to no layer. */
  int OUTSIDE = -1;

  /** The weights of a stage, by name; they stay valid until the stage is released. */
  Map<String, Tensor> open(int stage);

  /** The stage was run and its weights are not needed for now. */
  void release(int stage);

  /** The gradients of a stage's weights are complete for this pass; it is released as well. */
  void gradientsReady(int stage);

  /** Weights that are there all the time. */
  static StageWeights of(Map<String, Tensor> all) {
    return new StageWeights() {
      @Override
      public Map<String, Tensor> open(int stage) {
        return all;
      }

      @Override
      public void release(int stage) {}

      @Override
      public void gradientsReady(int stage) {}
    };
  }
}
