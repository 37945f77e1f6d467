package dev.nightshift.training.federated.aggregate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Adds the vectors of clients along the binary tree over their slots that sums of gradients follow
 * (see {@link dev.nightshift.training.reduction.TreeSum}): whoever holds a stretch of slots ends
 * with its maximal aligned subtrees, and those of all stretches in order give the bits that one
 * holder of all would have. A slot without a vector adds nothing. At most one vector a level is
 * held.
 *
 * @param <V> what is summed
 */
public final class SlotTree<V> {

  private final BinaryOperator<V> plus;
  private final List<SlotNode<V>> stack = new ArrayList<>();

  /**
   * An empty tree.
   *
   * @param plus the sum of a left and a right vector; it may be made in either
   */
  public SlotTree(BinaryOperator<V> plus) {
    this.plus = plus;
  }

  /** A tree of float vectors; the left ones are changed. */
  public static SlotTree<float[]> ofFloats() {
    return new SlotTree<>(
        (left, right) -> {
          for (int i = 0; i < left.length; i++) {
            left[i] += right[i];
          }
          return left;
        });
  }

  /** A tree of vectors modulo 2³²; the left ones are changed. */
  public static SlotTree<int[]> ofInts() {
    return new SlotTree<>(
        (left, right) -> {
          for (int i = 0; i < left.length; i++) {
            left[i] += right[i];
          }
          return left;
        });
  }

  /** Adds a node that lies right of all before. */
  public void push(SlotNode<V> node) {
    if (!stack.isEmpty()) {
      SlotNode<V> last = last();
      if (node.start() < (last.index() + 1) << last.level()) {
        throw new IllegalArgumentException(
            "slot " + node.start() + " does not lie right of those before");
      }
    }
    SlotNode<V> right = node;
    while (!stack.isEmpty() && last().isLeftSiblingOf(right)) {
      SlotNode<V> left = stack.remove(stack.size() - 1);
      right = new SlotNode<>(left.level() + 1, left.index() / 2, sum(left.value(), right.value()));
    }
    stack.add(right);
  }

  /** The maximal subtrees so far, from left to right. */
  public List<SlotNode<V>> nodes() {
    return List.copyOf(stack);
  }

  /** The sum of all; null where there was none. */
  public @Nullable V total() {
    V right = null;
    for (int i = stack.size() - 1; i >= 0; i--) {
      right = sum(stack.get(i).value(), right);
    }
    return right;
  }

  private @Nullable V sum(@Nullable V left, @Nullable V right) {
    if (left == null || right == null) {
      return left == null ? right : left;
    }
    return plus.apply(left, right);
  }

  private SlotNode<V> last() {
    return stack.get(stack.size() - 1);
  }
}
