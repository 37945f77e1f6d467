package dev.nightshift.training.decoder;

import dev.nightshift.inference.checkpoint.safetensors.SafetensorsHeader;
import dev.nightshift.inference.checkpoint.safetensors.SafetensorsReader;
import dev.nightshift.inference.checkpoint.safetensors.SafetensorsWriter;
import dev.nightshift.inference.checkpoint.safetensors.TensorEntry;
import dev.nightshift.inference.tensor.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Named float32 tensors in a safetensors file: moments of an optimizer, further state. */
final class TensorFile {

  private TensorFile() {}

  /** Writes tensors in the order of their names. */
  static void write(Path file, Map<String, Tensor> tensors) throws IOException {
    SafetensorsWriter.write(file, new TreeMap<>(tensors), DType.F32);
  }

  /** Reads all tensors; they belong to the caller's scope. */
  static Map<String, Tensor> read(Path file) {
    SafetensorsHeader header = SafetensorsHeader.read(file);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try (SafetensorsReader reader = SafetensorsReader.open(header)) {
      for (TensorEntry entry : header.entries().values()) {
        tensors.put(entry.name(), reader.tensor(entry));
      }
    }
    return tensors;
  }

  /** Reads the tensors of these names one after the other; each is freed once it was taken. */
  static void forEach(Path file, Set<String> names, BiConsumer<String, Tensor> taker) {
    SafetensorsHeader header = SafetensorsHeader.read(file);
    try (SafetensorsReader reader = SafetensorsReader.open(header)) {
      for (String name : names) {
        TensorEntry entry = header.entries().get(name);
        if (entry == null) {
          throw new IllegalArgumentException(file + " has no tensor " + name);
        }
        try (PointerScope scope = new PointerScope()) {
          taker.accept(name, reader.tensor(entry));
        }
      }
    }
  }

  /** The tensors whose name starts with a prefix, without it. */
  static Map<String, Tensor> below(String prefix, Map<String, Tensor> tensors) {
    Map<String, Tensor> below = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix)) {
            below.put(name.substring(prefix.length()), tensor);
          }
        });
    return below;
  }
}
