package dev.nightshift.training.decoder;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.inference.checkpoint.safetensors.SafetensorsWriter;
import dev.nightshift.inference.tensor.DType;
import dev.nightshift.training.optimizer.Optimizer;
import dev.nightshift.training.reduction.GradientExchange;
import dev.nightshift.training.state.CheckpointStore;
import dev.nightshift.training.trainer.BlockRange;
import dev.nightshift.training.trainer.ExtraState;
import dev.nightshift.training.trainer.FlatLayout;
import dev.nightshift.training.trainer.FlatLayout.Slot;
import dev.nightshift.training.trainer.NamedParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * The folder {@code training/} of a checkpoint: {@code optimizer.safetensors} with the moments by
 * parameter, {@code extra.safetensors} with further state, {@code raw.safetensors} with the trained
 * parameters where the model holds their moving average, and {@code state.json}.
 *
 * <p>Randomness is counter-based, so its state is the seed and the step; the position in the data
 * follows from the step and is kept for people to read. Where the moments are divided between the
 * workers, the first one gathers them parameter by parameter: the file tells nothing of the
 * division.
 */
public final class TrainingState {

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
  public record Position(long step, long examples, long seed) {}

  private TrainingState() {}

  /** The steps that lie behind a checkpoint; 0 where it has no training state. */
  public static long step(Path checkpoint) throws IOException {
    Path file = checkpoint.resolve(CheckpointStore.TRAINING).resolve(STATE);
    return Files.exists(file) ? JSON.readValue(file.toFile(), Position.class).step() : 0;
  }

  /** Writes the state; the other workers {@link #contribute} meanwhile. */
  public static void write(
      Path checkpoint,
      Position position,
      FlatLayout layout,
      Optimizer optimizer,
      List<ExtraState> extra,
      GradientExchange exchange)
      throws IOException {
    Path folder = Files.createDirectories(checkpoint.resolve(CheckpointStore.TRAINING));
    Map<String, Moment> moments = moments(layout, optimizer);
    Map<String, long[]> shapes = new LinkedHashMap<>();
    moments.forEach((name, moment) -> shapes.put(name, moment.slot().shapeArray()));
    SafetensorsWriter.write(
        folder.resolve(OPTIMIZER),
        shapes,
        name -> {
          Moment moment = Objects.requireNonNull(moments.get(name));
          return collect(moment, layout, exchange).view(moment.slot().shapeArray());
        },
        DType.F32);
    try (PointerScope scope = new PointerScope()) {
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

  /** Gives the first worker what it does not have of the moments. */
  public static void contribute(FlatLayout layout, Optimizer optimizer, GradientExchange exchange) {
    for (Moment moment : moments(layout, optimizer).values()) {
      try (PointerScope scope = new PointerScope()) {
        collect(moment, layout, exchange);
      }
    }
  }

  /** A parameter's part of one of the optimizer's buffers. */
  private record Moment(Tensor shard, Slot slot) {}

  /** All of them by their names in the file, in its order. */
  private static Map<String, Moment> moments(FlatLayout layout, Optimizer optimizer) {
    Map<String, Moment> moments = new TreeMap<>();
    optimizer
        .moments()
        .forEach(
            (name, shard) ->
                layout
                    .slots()
                    .forEach(
                        slot -> moments.put(name + "/" + slot.name(), new Moment(shard, slot))));
    return moments;
  }

  private static Tensor collect(Moment moment, FlatLayout layout, GradientExchange exchange) {
    Slot slot = moment.slot();
    return exchange.collect(moment.shard(), layout.blocks(), slot.offset(), slot.length());
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
  public static void read(
      Path checkpoint, FlatLayout layout, Optimizer optimizer, List<ExtraState> extra) {
    Path folder = checkpoint.resolve(CheckpointStore.TRAINING);
    if (Files.exists(folder.resolve(OPTIMIZER))) {
      Map<String, Moment> moments = moments(layout, optimizer);
      TensorFile.forEach(
          folder.resolve(OPTIMIZER),
          moments.keySet(),
          (name, tensor) ->
              restore(Objects.requireNonNull(moments.get(name)), tensor, optimizer.own()));
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

  /** Copies the part of a tensor that lies in the own blocks. */
  private static void restore(Moment moment, Tensor tensor, BlockRange own) {
    Slot slot = moment.slot();
    if (!Arrays.equals(tensor.shape(), slot.shapeArray())) {
      throw new IllegalArgumentException(
          "the moment of "
              + slot.name()
              + " has shape "
              + Arrays.toString(tensor.shape())
              + " where the parameter has "
              + slot.shape());
    }
    FlatShards.copyInto(moment.shard(), own, slot, tensor);
  }
}
