package dev.nightshift.training.decoder;

import dev.nightshift.inference.checkpoint.safetensors.SafetensorsWriter;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/**
 * The model of a checkpoint as a training keeps it: a Hugging Face folder with all weights as
 * float32 in one {@code model.safetensors}.
 */
public final class WorkingModel {

  /** The folder of a checkpoint's low-rank adapter, as PEFT reads it. */
  public static final String ADAPTER = "adapter";

  private static final String WEIGHTS = "model.safetensors";
  private static final String CONFIG = "config.json";

  private WorkingModel() {}

  /** Whether a folder holds a whole model; models appear by renames. */
  public static boolean exists(Path folder) {
    return Files.exists(folder.resolve(WEIGHTS));
  }

  /** The steps that lie behind a folder; 0 where it has no training state. */
  public static long step(Path folder) throws IOException {
    return TrainingState.step(folder);
  }

  /** The configuration of a folder. */
  public static ModelConfig config(Path folder) {
    return ModelConfig.read(folder.resolve(CONFIG));
  }

  /** The weights of a folder; they belong to the caller's scope. */
  public static Map<String, Tensor> weights(Path folder) {
    return TensorFile.read(folder.resolve(WEIGHTS));
  }

  /**
   * Writes a model.
   *
   * @param folder an empty folder
   * @param weights the weights by name
   * @param template a model folder whose other files (configuration, tokenizer, template) are
   *     copied
   */
  public static void write(Path folder, Map<String, Tensor> weights, Path template)
      throws IOException {
    copySmallFiles(template, folder);
    TensorFile.write(folder.resolve(WEIGHTS), weights);
  }

  /** Writes a model whose weights need not be in memory together; see the writer. */
  static void write(
      Path folder, Map<String, long[]> shapes, Function<String, Tensor> weights, Path template)
      throws IOException {
    copySmallFiles(template, folder);
    SafetensorsWriter.write(folder.resolve(WEIGHTS), shapes, weights, DType.F32);
  }

  /** Reads weights of a folder one after the other; each is freed once it was taken. */
  static void forEach(Path folder, Set<String> names, BiConsumer<String, Tensor> taker) {
    TensorFile.forEach(folder.resolve(WEIGHTS), names, taker);
  }

  /** Copies the files of a model folder that hold no weights. */
  public static void copySmallFiles(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        if (!name.contains(".safetensors") && !name.endsWith(".bin")) {
          Files.copy(file, to.resolve(name));
        }
      }
    }
  }
}
