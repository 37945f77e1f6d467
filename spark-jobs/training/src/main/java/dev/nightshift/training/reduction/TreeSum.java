package dev.nightshift.training.reduction;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Adds the gradients of micro-batches along one binary tree over their indices.
 *
 * <p>The tree is that of the next power of two: node (level l, index i) sums micro-batches {@code
 * [i·2^l, (i+1)·2^l)}; a node of which only the left half exists equals its left half.
 * Micro-batches come in growing order; two complete siblings are merged at once, as in a binary
 * counter, so at most one buffer per level is held. A worker with a contiguous range ends with the
 * maximal aligned subtrees of it; the nodes of all workers in order, put into another sum, give the
 * bits that one worker alone would have had.
 *
 * <p>Owns native memory. Not safe for use by several threads.
 */
public final class TreeSum implements AutoCloseable {

  private final long length;
  private final int scalars;
  private final Deque<Tensor> spare = new ArrayDeque<>();
  private final TreeFold fold = new TreeFold(spare::push);

  /**
   * An empty sum.
   *
   * @param length elements of a flat gradient
   * @param scalars number of scalars that are summed beside it, in double precision
   */
  public TreeSum(long length, int scalars) {
    this.length = length;
    this.scalars = scalars;
  }

  /**
   * Adds one micro-batch.
   *
   * @param index its index in the step, greater than all before
   * @param gradient its flat gradient; it is read only
   * @param values its scalars
   */
  public void addLeaf(int index, Tensor gradient, double[] values) {
    addNode(0, index, gradient, values);
  }

  /** Adds the sum of a subtree that another worker made; it must lie right of all before. */
  void addNode(int level, long index, Tensor gradient, double[] values) {
    if (values.length != scalars) {
      throw new IllegalArgumentException(
          "a node has " + values.length + " scalars where " + scalars + " are summed");
    }
    fold.pushBorrowed(new TreeNode(level, index, gradient, values.clone()), this::copy);
  }

  private Tensor copy(Tensor gradient) {
    Tensor copy = buffer(gradient);
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      copy.copy_(gradient);
    }
    return copy;
  }

  /**
   * Level and index of the nodes that a worker ends with who owns micro-batches {@code [from, to)},
   * from left to right.
   */
  static List<long[]> nodesOf(int from, int to) {
    List<long[]> nodes = new ArrayList<>();
    for (int leaf = from; leaf < to; leaf++) {
      long level = 0;
      long index = leaf;
      while (!nodes.isEmpty()
          && nodes.get(nodes.size() - 1)[0] == level
          && nodes.get(nodes.size() - 1)[1] + 1 == index
          && index % 2 == 1) {
        nodes.remove(nodes.size() - 1);
        level++;
        index /= 2;
      }
      nodes.add(new long[] {level, index});
    }
    return nodes;
  }

  /** Number of scalars that are summed beside the gradient. */
  int scalars() {
    return scalars;
  }

  /** The maximal subtrees so far, from left to right; valid until the next call. */
  List<TreeNode> nodes() {
    return fold.nodes();
  }

  /**
   * Folds what is left from right to left, which is the tree with its missing leaves left out.
   *
   * @param into takes the total gradient
   * @return the totals of the scalars
   */
  public double[] finish(Tensor into) {
    TreeNode root = fold.root();
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      into.copy_(root.gradient());
    }
    spare.push(root.gradient());
    return root.scalars();
  }

  /** Forgets what was added and keeps the buffers for the next step. */
  public void reset() {
    fold.clear();
  }

  private Tensor buffer(Tensor near) {
    Tensor free = spare.poll();
    if (free == null) {
      free =
          torch.zeros(
              new long[] {length},
              near.options().dtype(new ScalarTypeOptional(torch.ScalarType.Float)));
      free.retainReference();
    }
    return free;
  }

  @Override
  public void close() {
    reset();
    spare.forEach(Tensor::releaseReference);
    spare.clear();
  }
}
