package dev.nightshift.training.reduction;

import org.bytedeco.pytorch.Tensor;

/**
 * The sum over an aligned range of micro-batches: {@code [index · 2^level, (index + 1) · 2^level)},
 * as far as it exists.
 *
 * @param level height of the node; 0 is one micro-batch
 * @param index position among the nodes of its level
 * @param gradient sum of the gradients, flat
 * @param scalars sums of the scalars
 */
record TreeNode(int level, long index, Tensor gradient, double[] scalars) {

  boolean isLeftSiblingOf(int otherLevel, long otherIndex) {
    return level == otherLevel && index % 2 == 0 && otherIndex == index + 1;
  }

  /** This node with its right neighbour's values added in place, as a node of that place. */
  TreeNode plus(TreeNode right, int sumLevel, long sumIndex) {
    gradient.add_(right.gradient);
    double[] sums = new double[scalars.length];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = scalars[i] + right.scalars[i];
    }
    return new TreeNode(sumLevel, sumIndex, gradient, sums);
  }
}
