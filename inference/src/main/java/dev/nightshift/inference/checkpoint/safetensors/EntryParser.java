package dev.nightshift.inference.checkpoint.safetensors;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nightshift.inference.tensor.DType;
import dev.nightshift.schema.error.Faults;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Parses one tensor's entry. */
final class EntryParser {

  private EntryParser() {}

  static Optional<TensorEntry> parse(String name, JsonNode node, Path file, Faults faults) {
    Optional<DType> type = DType.ofTag(node.path("dtype").asText(""));
    long[] shape = longs(node.path("shape"));
    long[] offsets = longs(node.path("data_offsets"));
    String where = file + ", tensor " + name;
    int before = faults.list().size();
    if (type.isEmpty()) {
      faults.add(
          "dtype " + node.path("dtype") + " is not supported",
          where,
          "Weights are F32, BF16 or F16.");
    }
    if (shape == null) {
      faults.add(
          "shape " + node.path("shape") + " is no list of sizes", where, SafetensorsHeader.REMEDY);
    }
    if (offsets == null || offsets.length != 2 || offsets[1] < offsets[0]) {
      faults.add(
          "data_offsets " + node.path("data_offsets") + " are no range",
          where,
          SafetensorsHeader.REMEDY);
    }
    if (faults.list().size() > before || type.isEmpty() || shape == null || offsets == null) {
      return Optional.empty();
    }
    long bytes = bytes(shape, type.get());
    if (bytes < 0 || bytes != offsets[1] - offsets[0]) {
      faults.add(
          "shape "
              + node.path("shape")
              + " of "
              + type.get().tag()
              + (bytes < 0 ? " overflows" : " needs " + bytes + " bytes")
              + ", data_offsets span "
              + (offsets[1] - offsets[0]),
          where,
          SafetensorsHeader.REMEDY);
      return Optional.empty();
    }
    return Optional.of(new TensorEntry(name, type.get(), shape, offsets[0], offsets[1]));
  }

  /** Bytes of a tensor; −1 where the product does not fit. */
  private static long bytes(long[] shape, DType type) {
    try {
      long product = type.bytes();
      for (long size : shape) {
        product = Math.multiplyExact(product, size);
      }
      return product;
    } catch (ArithmeticException e) {
      return -1;
    }
  }

  private static long @Nullable [] longs(JsonNode node) {
    if (!node.isArray()) {
      return null;
    }
    long[] values = new long[node.size()];
    for (int i = 0; i < values.length; i++) {
      JsonNode value = node.get(i);
      if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
        return null;
      }
      values[i] = value.longValue();
    }
    return values;
  }
}
