package dev.nightshift.inference.checkpoint;

import dev.nightshift.inference.checkpoint.safetensors.SafetensorsHeader;
import dev.nightshift.inference.checkpoint.safetensors.SafetensorsReader;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.DType;
import dev.nightshift.inference.tensor.NamedTensors;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A model folder in memory. Owns its weights.
 *
 * @param folder where it was read from
 * @param config its configuration
 * @param generation its defaults for generation
 * @param weights its parameters by their Hugging Face names
 */
public record Checkpoint(
    Path folder, ModelConfig config, GenerationConfig generation, NamedTensors weights)
    implements AutoCloseable {

  /**
   * Reads a folder with the weights as float32.
   *
   * @throws dev.nightshift.schema.error.RequestException with every fault of the configuration, or
   *     with everything that is missing, unexpected or misshapen among the weights
   */
  public static Checkpoint read(Path folder) {
    return read(folder, DType.F32);
  }

  /**
   * Reads a folder.
   *
   * @param type type of the weights in memory; null keeps each as it is in the file
   */
  public static Checkpoint read(Path folder, @Nullable DType type) {
    ModelConfig config = ModelConfig.read(folder.resolve("config.json"));
    GenerationConfig generation = GenerationConfig.read(folder, config);
    WeightFiles files = WeightFiles.of(folder, config);
    return new Checkpoint(folder, config, generation, tensors(files, type));
  }

  /** Reads every located parameter; nothing is kept when one of them fails. */
  private static NamedTensors tensors(WeightFiles files, @Nullable DType type) {
    IdentityHashMap<SafetensorsHeader, SafetensorsReader> readers = new IdentityHashMap<>();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      files
          .parameters()
          .forEach(
              (name, located) -> {
                SafetensorsReader reader =
                    readers.computeIfAbsent(located.header(), SafetensorsReader::open);
                try (PointerScope inner = new PointerScope()) {
                  Tensor read = reader.tensor(located.entry());
                  Tensor wanted = type == null ? read : read.to(type.scalarType());
                  wanted.retainReference();
                  scope.attach(wanted);
                  wanted.releaseReference();
                  tensors.put(name, wanted);
                }
              });
      return NamedTensors.own(tensors);
    } finally {
      readers.values().forEach(SafetensorsReader::close);
    }
  }

  @Override
  public void close() {
    weights.close();
  }
}
