package dev.nightshift.training.meta;

import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.training.meta.Learner.Phase;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * A task as a vector: the gradient of its mean support loss at the shared initialisation, scaled to
 * length 1. The inner product of two is the cosine of their gradients, a measure of whether a step
 * for one task helps the other (Du et al. 2018, "Adapting auxiliary losses using gradient
 * similarity", section 3).
 *
 * @param task id of the task
 * @param vector in the order of the parameters' names as they were given
 */
public record TaskEmbedding(String task, float[] vector) {

  public TaskEmbedding {
    vector = vector.clone();
  }

  /**
   * The embedding of a task.
   *
   * @param inner says which parameters adaptation changes
   * @param parameters the shared initialisation
   * @param support the task's examples
   */
  public static <D> TaskEmbedding of(
      String task,
      Learner<D> learner,
      InnerLoop<D> inner,
      Map<String, Tensor> parameters,
      D support) {
    try (PointerScope scope = new PointerScope()) {
      Map<String, Tensor> leaves = inner.leaves(parameters);
      List<String> names = inner.adapted(parameters);
      Tensor loss = learner.judge(leaves, support, Phase.EVALUATION).loss();
      TensorVector gradients = InnerLoop.gradients(loss, leaves, names, false);
      int length = 0;
      for (String name : names) {
        length += Math.toIntExact(tensor(leaves, name).numel());
      }
      float[] vector = new float[length];
      int at = 0;
      for (int i = 0; i < names.size(); i++) {
        int n = Math.toIntExact(tensor(leaves, names.get(i)).numel());
        if (gradients.get(i).defined()) {
          System.arraycopy(TensorIo.toFloats(gradients.get(i)), 0, vector, at, n);
        }
        at += n;
      }
      return new TaskEmbedding(task, normalised(vector));
    }
  }

  private static Tensor tensor(Map<String, Tensor> parameters, String name) {
    Tensor tensor = parameters.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("there is no parameter " + name);
    }
    return tensor;
  }

  private static float[] normalised(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    if (squares > 0) {
      double norm = Math.sqrt(squares);
      for (int i = 0; i < vector.length; i++) {
        vector[i] = (float) (vector[i] / norm);
      }
    }
    return vector;
  }

  /** The cosine of the angle to another task, −1 to 1; 0 where a gradient vanishes. */
  public double similarity(TaskEmbedding other) {
    if (other.vector.length != vector.length) {
      throw new IllegalArgumentException(
          "embeddings of " + vector.length + " and " + other.vector.length + " parameters");
    }
    double product = 0;
    for (int i = 0; i < vector.length; i++) {
      product += (double) vector[i] * other.vector[i];
    }
    return product;
  }
}
