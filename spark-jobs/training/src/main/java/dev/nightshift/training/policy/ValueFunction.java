package dev.nightshift.training.policy;

import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.DType;
import dev.nightshift.training.decoder.DecoderSettings;
import dev.nightshift.training.decoder.WorkingModel;
import dev.nightshift.training.lm.TokenBatch;
import dev.nightshift.training.lm.TrainedDecoder;
import dev.nightshift.training.lm.TrainedDecoder.States;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * V(s), the reward that an answer is expected to get from here: a linear function w · h of the
 * hidden state h [D] that also predicts the next token, of a decoder of its own or of the policy.
 * Its parameters stand beside the policy's, under names of their own.
 */
public final class ValueFunction {

  /** The folder of a checkpoint that holds the parameters; their names start with it and a dot. */
  public static final String FOLDER = "value";

  /** The head w, [1, D], as sequence classifiers of Hugging Face name it. */
  public static final String HEAD = "score.weight";

  private static final String PREFIX = FOLDER + ".";

  private final @Nullable TrainedDecoder tower;

  private ValueFunction(@Nullable TrainedDecoder tower) {
    this.tower = tower;
  }

  /**
   * The value function of a training; null where there is none.
   *
   * @param checkpoint the training's state, which holds the configuration of a decoder of its own
   * @param tuning how decoders are trained; all weights of this one are
   */
  static @Nullable ValueFunction of(ValueKind kind, Path checkpoint, DecoderSettings tuning) {
    return switch (kind) {
      case NONE -> null;
      case SHARED -> shared();
      case SEPARATE ->
          separate(WorkingModel.config(checkpoint.resolve(FOLDER)), tuning.recompute());
    };
  }

  /** A scalar head on the states of the policy. */
  static ValueFunction shared() {
    return new ValueFunction(null);
  }

  /** A decoder of its own; it computes in the type of its parameters, and where they lie. */
  static ValueFunction separate(ModelConfig config, boolean recomputes) {
    return new ValueFunction(
        new TrainedDecoder(config, new DecoderSettings(DType.F32, "cpu", null, recomputes, 0)));
  }

  /**
   * Values of the states before the targets.
   *
   * @param values [N], float32
   * @param states the states that they were made of, which go back themselves; null where they are
   *     the policy's
   */
  record Values(Tensor values, @Nullable States states) {

    /**
     * Goes back to the value function's own parameters; states of the policy get their gradients
     * and wait for the policy.
     *
     * @param slopes of the loss by each value, [N]
     */
    void backward(Tensor slopes) {
      torch.backward(
          new TensorVector(values),
          new TensorVector(slopes),
          new BoolOptional(),
          false,
          new TensorVector());
      if (states != null) {
        states.backward();
      }
    }
  }

  /**
   * The values of a batch.
   *
   * @param parameters all parameters by name
   * @param policy the policy's states of the batch
   */
  Values of(Map<String, Tensor> parameters, TokenBatch batch, States policy) {
    if (tower == null) {
      Tensor head = Objects.requireNonNull(parameters.get(PREFIX + HEAD), PREFIX + HEAD);
      Tensor states = policy.predictors().to(ScalarType.Float);
      return new Values(torch.linear(states, head.to(ScalarType.Float)).squeeze(1), null);
    }
    Map<String, Tensor> own = own(parameters);
    States states = tower.states(own, batch);
    return new Values(tower.labelScores(own, states.predictors()).squeeze(1), states);
  }

  /** The decoder's parameters under their own names. */
  private static Map<String, Tensor> own(Map<String, Tensor> parameters) {
    Map<String, Tensor> own = new LinkedHashMap<>();
    parameters.forEach(
        (name, tensor) -> {
          if (name.startsWith(PREFIX)) {
            own.put(name.substring(PREFIX.length()), tensor);
          }
        });
    return own;
  }
}
