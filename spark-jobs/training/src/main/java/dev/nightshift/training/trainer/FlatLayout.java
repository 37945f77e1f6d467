package dev.nightshift.training.trainer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where each named parameter lies in a flat buffer: in the order of their names, without gaps, the
 * whole padded with zeros to a multiple of {@link #BLOCK} elements.
 */
public final class FlatLayout {

  /**
   * Elements of a block. Norms are summed block by block and the optimizer works block by block, so
   * that a division of the buffer along blocks changes no bit.
   */
  public static final int BLOCK = 65_536;

  /**
   * One parameter.
   *
   * @param name its name
   * @param shape its shape
   * @param offset its first element in the buffer
   * @param length its number of elements
   */
  public record Slot(String name, List<Long> shape, long offset, long length) {
    public Slot {
      shape = List.copyOf(shape);
    }

    /** The shape as an array. */
    public long[] shapeArray() {
      return shape.stream().mapToLong(Long::longValue).toArray();
    }
  }

  private final List<Slot> slots;
  private final long used;

  private FlatLayout(List<Slot> slots, long used) {
    this.slots = List.copyOf(slots);
    this.used = used;
  }

  /** Lays out parameters of these names and shapes. */
  public static FlatLayout of(Map<String, long[]> shapes) {
    if (shapes.isEmpty()) {
      throw new IllegalArgumentException("there is nothing to train: no parameter was given");
    }
    List<Slot> slots = new ArrayList<>();
    long offset = 0;
    for (Map.Entry<String, long[]> entry : new TreeMap<>(shapes).entrySet()) {
      long length = 1;
      List<Long> shape = new ArrayList<>();
      for (long size : entry.getValue()) {
        length = Math.multiplyExact(length, size);
        shape.add(size);
      }
      slots.add(new Slot(entry.getKey(), shape, offset, length));
      offset = Math.addExact(offset, length);
    }
    return new FlatLayout(slots, offset);
  }

  /** The parameters, in the order of the buffer. */
  public List<Slot> slots() {
    return slots;
  }

  /** Number of elements that belong to parameters. */
  public long used() {
    return used;
  }

  /** Number of elements of the buffer, with its padding. */
  public long length() {
    return blocks() * BLOCK;
  }

  /** Number of blocks of the buffer. */
  public long blocks() {
    return Math.max(1, (used + BLOCK - 1) / BLOCK);
  }
}
