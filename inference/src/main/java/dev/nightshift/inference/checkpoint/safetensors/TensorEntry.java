package dev.nightshift.inference.checkpoint.safetensors;

import dev.nightshift.inference.tensor.DType;
import java.util.Arrays;
import java.util.Objects;

/**
 * Where one tensor lies in a safetensors file.
 *
 * @param name the tensor's name in the file
 * @param type element type
 * @param shape dimensions, row-major
 * @param begin first byte, counted from the end of the header
 * @param end byte after the last
 */
public record TensorEntry(String name, DType type, long[] shape, long begin, long end) {

  public TensorEntry {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    shape = shape.clone();
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException("bytes " + begin + " to " + end + " are no range");
    }
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }

  /** Length in bytes. */
  public long bytes() {
    return end - begin;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TensorEntry entry
        && name.equals(entry.name)
        && type == entry.type
        && Arrays.equals(shape, entry.shape)
        && begin == entry.begin
        && end == entry.end;
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, type, Arrays.hashCode(shape), begin, end);
  }

  @Override
  public String toString() {
    return name + " " + type.tag() + " " + Arrays.toString(shape) + " [" + begin + ", " + end + ")";
  }
}
