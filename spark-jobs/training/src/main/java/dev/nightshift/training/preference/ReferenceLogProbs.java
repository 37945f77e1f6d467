package dev.nightshift.training.preference;

import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.training.trainer.ExtraState;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Log-probabilities of all answers under the model that the training started from. They are
 * computed once and kept with the checkpoints, so no second model is held while training.
 */
public final class ReferenceLogProbs implements ExtraState {

  private static final String TENSOR = "log-probs";

  private final String name;
  private float[] values = new float[0];

  /** Nothing yet, kept under a name. */
  public ReferenceLogProbs(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  /** Whether there is nothing yet. */
  public boolean isEmpty() {
    return values.length == 0;
  }

  /** Sets the values, two a pair: preferred, other. */
  public void set(float[] logProbs) {
    values = logProbs.clone();
  }

  /** Of the preferred answer of a pair, nats. */
  public double chosen(int pair) {
    return values[2 * pair];
  }

  /** Of the other answer of a pair, nats. */
  public double rejected(int pair) {
    return values[2 * pair + 1];
  }

  @Override
  public Map<String, Tensor> save() {
    return Map.of(TENSOR, TensorIo.floats(values));
  }

  @Override
  public void load(Map<String, Tensor> saved) {
    Tensor tensor = saved.get(TENSOR);
    if (tensor == null) {
      throw new IllegalArgumentException("there is no tensor " + TENSOR);
    }
    values = TensorIo.toFloats(tensor);
  }
}
