package dev.nightshift.training.policy;

import dev.nightshift.inference.checkpoint.Checkpoint;
import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.model.Head;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.decoder.WorkingModel;
import dev.nightshift.training.state.CheckpointStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The value function that a training starts with: the decoder of the policy with a head of zeros,
 * so that all states are worth nothing at first; or a reward model, head and all.
 */
public final class InitialValue {

  private InitialValue() {}

  /**
   * Writes it into the folder of the initial state, once.
   *
   * @param initial the initial state; it holds the policy
   * @param kind where values come from
   * @param rewardModel folder of a reward model, or null
   * @throws RequestException if the reward model has no scalar head, or another vocabulary
   */
  public static void write(Path initial, ValueKind kind, @Nullable Path rewardModel)
      throws IOException {
    Path folder = initial.resolve(ValueFunction.FOLDER);
    if (kind == ValueKind.NONE || WorkingModel.exists(folder)) {
      return;
    }
    try (PointerScope scope = new PointerScope()) {
      ModelConfig policy = WorkingModel.config(initial);
      if (rewardModel != null) {
        writeRewardModel(folder, rewardModel, policy);
        return;
      }
      int width = policy.hiddenSize();
      Map<String, Tensor> weights = new LinkedHashMap<>();
      if (kind == ValueKind.SEPARATE) {
        weights.putAll(WorkingModel.weights(initial));
        weights.remove(Decoder.headModule(policy) + ".weight");
      }
      weights.put(ValueFunction.HEAD, TensorIo.floats(new float[width], 1, width));
      write(folder, weights, policy.withHead(Head.REWARD));
    }
  }

  private static void writeRewardModel(Path folder, Path rewardModel, ModelConfig policy)
      throws IOException {
    try (Checkpoint checkpoint = Checkpoint.read(rewardModel)) {
      ModelConfig config = checkpoint.config();
      Faults faults = new Faults();
      if (!config.head().equals(Head.REWARD)) {
        faults.add(
            "the model has no head that gives one value",
            rewardModel.toString(),
            "Give a model that the job reward trained on pairs.");
      }
      if (config.vocabSize() != policy.vocabSize()) {
        faults.add(
            "the reward model has a vocabulary of "
                + config.vocabSize()
                + " and the policy one of "
                + policy.vocabSize(),
            rewardModel.toString(),
            "Values need the policy's tokens: give a reward model with its tokenizer.");
      }
      faults.throwIfAny();
      write(folder, checkpoint.weights().asMap(), config);
    }
  }

  private static void write(Path folder, Map<String, Tensor> weights, ModelConfig config)
      throws IOException {
    CheckpointStore.writeAtomically(
        folder,
        temporary -> {
          Files.writeString(
              temporary.resolve("config.json"), config.source().toPrettyString() + "\n");
          WorkingModel.write(temporary, weights, temporary);
        });
  }
}
