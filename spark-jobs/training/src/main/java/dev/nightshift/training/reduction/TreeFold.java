package dev.nightshift.training.reduction;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Adds nodes along the tree of {@link TreeSum}, in place, as they come from left to right. The
 * tensor of a node whose values have gone into its left neighbour's is given back.
 */
final class TreeFold {

  private final Consumer<Tensor> spare;
  private final List<TreeNode> stack = new ArrayList<>();

  /**
   * An empty fold.
   *
   * @param spare takes the tensors that are no longer needed
   */
  TreeFold(Consumer<Tensor> spare) {
    this.spare = spare;
  }

  /** The maximal subtrees so far, from left to right. */
  List<TreeNode> nodes() {
    return List.copyOf(stack);
  }

  private boolean joins(int level, long index) {
    return !stack.isEmpty() && last().isLeftSiblingOf(level, index);
  }

  /** Adds a node; its tensor belongs to the fold, unless it was given back, and is changed. */
  void push(TreeNode node) {
    requireRight(node.level(), node.index());
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      TreeNode right = node;
      while (joins(right.level(), right.index())) {
        TreeNode left = stack.remove(stack.size() - 1);
        Tensor read = right.gradient();
        right = left.plus(right, left.level() + 1, left.index() / 2);
        spare.accept(read);
      }
      stack.add(right);
    }
  }

  /**
   * Adds a node whose tensor is only read, and copied where it must be kept.
   *
   * @param node the node
   * @param copy gives a tensor that belongs to the fold
   */
  void pushBorrowed(TreeNode node, UnaryOperator<Tensor> copy) {
    if (joins(node.level(), node.index())) {
      TreeNode left = stack.remove(stack.size() - 1);
      try (PointerScope scope = new PointerScope();
          NoGradGuard noGrad = new NoGradGuard()) {
        push(left.plus(node, left.level() + 1, left.index() / 2));
      }
    } else {
      requireRight(node.level(), node.index());
      push(new TreeNode(node.level(), node.index(), copy.apply(node.gradient()), node.scalars()));
    }
  }

  /**
   * Folds what is left from right to left, which is the tree with its missing leaves left out.
   *
   * @return the root; the fold is empty
   */
  TreeNode root() {
    if (stack.isEmpty()) {
      throw new IllegalStateException("a step needs at least one micro-batch");
    }
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      TreeNode right = stack.remove(stack.size() - 1);
      while (!stack.isEmpty()) {
        TreeNode left = stack.remove(stack.size() - 1);
        Tensor read = right.gradient();
        right = left.plus(right, left.level(), left.index());
        spare.accept(read);
      }
      return right;
    }
  }

  /** Gives all tensors back. */
  void clear() {
    stack.forEach(node -> spare.accept(node.gradient()));
    stack.clear();
  }

  private void requireRight(int level, long index) {
    if (!stack.isEmpty() && (index << level) < ((last().index() + 1) << last().level())) {
      throw new IllegalArgumentException(
          "node "
              + level
              + "/"
              + index
              + " does not lie right of "
              + last().level()
              + "/"
              + last().index());
    }
  }

  private TreeNode last() {
    return stack.get(stack.size() - 1);
  }
}
