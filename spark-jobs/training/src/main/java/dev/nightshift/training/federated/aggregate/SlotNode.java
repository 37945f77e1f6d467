package dev.nightshift.training.federated.aggregate;

import org.jspecify.annotations.Nullable;

/**
 * The sum over the slots {@code [index · 2^level, (index + 1) · 2^level)} as far as they exist.
 *
 * @param level height of the node; 0 is one slot
 * @param index position among the nodes of its level
 * @param value the sum, or null where all its clients were left out
 * @param <V> what is summed
 */
public record SlotNode<V>(int level, long index, @Nullable V value) {

  /** The first slot. */
  public long start() {
    return index << level;
  }

  boolean isLeftSiblingOf(SlotNode<V> other) {
    return level == other.level && index % 2 == 0 && other.index == index + 1;
  }
}
