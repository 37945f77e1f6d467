package dev.nightshift.training.decoder;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.training.optimizer.Optimizer;
import dev.nightshift.training.state.CheckpointStore;
import dev.nightshift.training.trainer.ExtraState;
import dev.nightshift.training.trainer.NamedParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * The folder {@code training/} of a checkpoint: {@code optimizer.safetensors} with the moments by
 * parameter, {@code extra.safetensors} with further state, {@code raw.safetensors} with the trained
 * parameters where the model holds their moving average, and {@code state.json}.
 *
 * <p>Randomness is counter-based, so its state is the seed and the step; the position in the data
 * follows from the step and is kept for people to read.
 */
final class TrainingState {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String STATE = "state.json";
  private static final String OPTIMIZER = "optimizer.safetensors";
  private static final String EXTRA = "extra.safetensors";
  private static final String RAW = "raw.safetensors";

  /**
   * What {@code state.json} says.
   *
   * @param step steps done
   * @param examples examples consumed
   * @param seed seed of the counter-based generators
   */
  record Position(long step, long examples, long seed) {}

  private TrainingState() {}

  /** The steps that lie behind a checkpoint; 0 where it has no training state. */
  static long step(Path checkpoint) throws IOException {
    Path file = checkpoint.resolve(CheckpointStore.TRAINING).resolve(STATE);
    return Files.exists(file) ? JSON.readValue(file.toFile(), Position.class).step() : 0;
  }

  static void write(
      Path checkpoint,
      Position position,
      NamedParameters parameters,
      Optimizer optimizer,
      List<ExtraState> extra)
      throws IOException {
    Path folder = Files.createDirectories(checkpoint.resolve(CheckpointStore.TRAINING));
    try (PointerScope scope = new PointerScope()) {
      Map<String, Tensor> moments = new LinkedHashMap<>();
      optimizer
          .moments()
          .forEach(
              (moment, flat) ->
                  parameters
                      .views(flat)
                      .forEach((name, tensor) -> moments.put(moment + "/" + name, tensor)));
      TensorFile.write(folder.resolve(OPTIMIZER), moments);
      Map<String, Tensor> others = new LinkedHashMap<>();
      for (ExtraState state : extra) {
        state.save().forEach((name, tensor) -> others.put(state.name() + "/" + name, tensor));
      }
      if (!others.isEmpty()) {
        TensorFile.write(folder.resolve(EXTRA), others);
      }
    }
    Files.write(
        folder.resolve(STATE), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(position));
  }

  /** Writes the trained parameters of a checkpoint whose model holds their average. */
  static void writeRaw(Path checkpoint, Map<String, Tensor> masters) throws IOException {
    Path folder = Files.createDirectories(checkpoint.resolve(CheckpointStore.TRAINING));
    TensorFile.write(folder.resolve(RAW), masters);
  }

  /** Restores the trained parameters, where the model holds their average. */
  static void readRaw(Path checkpoint, NamedParameters parameters) {
    Path file = checkpoint.resolve(CheckpointStore.TRAINING).resolve(RAW);
    if (Files.exists(file)) {
      parameters.assign(TensorFile.read(file));
    }
  }

  /** Restores moments and further state, where the checkpoint has them. */
  static void read(
      Path checkpoint, NamedParameters parameters, Optimizer optimizer, List<ExtraState> extra) {
    Path folder = checkpoint.resolve(CheckpointStore.TRAINING);
    if (Files.exists(folder.resolve(OPTIMIZER))) {
      try (PointerScope scope = new PointerScope()) {
        Map<String, Tensor> moments = TensorFile.read(folder.resolve(OPTIMIZER));
        optimizer
            .moments()
            .forEach(
                (moment, flat) ->
                    parameters.copyInto(flat, TensorFile.below(moment + "/", moments)));
      }
    }
    if (Files.exists(folder.resolve(EXTRA))) {
      try (PointerScope scope = new PointerScope()) {
        Map<String, Tensor> others = TensorFile.read(folder.resolve(EXTRA));
        for (ExtraState state : extra) {
          state.load(TensorFile.below(state.name() + "/", others));
        }
      }
    }
  }
}
