package dev.nightshift.training.reduction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nightshift.schema.random.CounterRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class TreeSumTest {

  private static final int LENGTH = 37;

  /** ((0+1)+(2+3)) + (4+5): written out by hand for six leaves. */
  @Test
  void sixLeavesFollowTheWrittenTree() {
    try (PointerScope scope = new PointerScope()) {
      float[][] leaf = new float[6][];
      for (int i = 0; i < 6; i++) {
        leaf[i] = leaf(i);
      }
      float[] expected = new float[LENGTH];
      for (int k = 0; k < LENGTH; k++) {
        expected[k] =
            ((leaf[0][k] + leaf[1][k]) + (leaf[2][k] + leaf[3][k])) + (leaf[4][k] + leaf[5][k]);
      }
      assertThat(sum(6)).containsExactly(expected);
    }
  }

  @Test
  void theBitsAreTheSameForAnyDivisionIntoRanges() {
    try (PointerScope scope = new PointerScope()) {
      for (int count : new int[] {1, 2, 3, 5, 7, 8, 11, 16, 21}) {
        float[] alone = sum(count);
        for (int workers = 2; workers <= 5; workers++) {
          assertThat(dividedSum(count, workers))
              .as(count + " over " + workers)
              .containsExactly(alone);
        }
      }
    }
  }

  /** A running sum gives other bits, so the test above can tell the difference. */
  @Test
  void aRunningSumHasOtherBits() {
    float[] running = new float[LENGTH];
    for (int i = 0; i < 21; i++) {
      float[] leaf = leaf(i);
      for (int k = 0; k < LENGTH; k++) {
        running[k] += leaf[k];
      }
    }
    assertThat(sum(21)).isNotEqualTo(running);
  }

  @Test
  void aNodeThatDoesNotLieRightOfTheLastOneIsRefused() {
    try (PointerScope scope = new PointerScope();
        TreeSum sum = new TreeSum(LENGTH, 1)) {
      sum.addLeaf(3, Tensor.create(leaf(3)), new double[] {1});
      assertThatThrownBy(() -> sum.addLeaf(3, Tensor.create(leaf(3)), new double[] {1}))
          .hasMessageContaining("does not lie right of 0/3");
    }
  }

  private static float[] sum(int count) {
    try (PointerScope scope = new PointerScope();
        TreeSum sum = new TreeSum(LENGTH, 1)) {
      for (int i = 0; i < count; i++) {
        sum.addLeaf(i, Tensor.create(leaf(i)), new double[] {i});
      }
      Tensor into = Tensor.create(new float[LENGTH]);
      assertThat(sum.finish(into)).containsExactly(count * (count - 1) / 2.0);
      return floats(into);
    }
  }

  private static float[] dividedSum(int count, int workers) {
    try (PointerScope scope = new PointerScope();
        TreeSum all = new TreeSum(LENGTH, 1)) {
      for (int worker = 0; worker < workers; worker++) {
        try (TreeSum own = new TreeSum(LENGTH, 1)) {
          for (int i = count * worker / workers; i < count * (worker + 1) / workers; i++) {
            own.addLeaf(i, Tensor.create(leaf(i)), new double[] {i});
          }
          for (TreeNode node : own.nodes()) {
            all.addNode(node.level(), node.index(), node.gradient(), node.scalars());
          }
        }
      }
      Tensor into = Tensor.create(new float[LENGTH]);
      all.finish(into);
      return floats(into);
    }
  }

  private static float[] leaf(int index) {
    CounterRandom random = CounterRandom.of(7, "leaf", index);
    float[] values = new float[LENGTH];
    for (int k = 0; k < LENGTH; k++) {
      values[k] = (float) (random.nextGaussian() * Math.exp(4 * random.nextGaussian()));
    }
    return values;
  }

  private static float[] floats(Tensor tensor) {
    float[] values = new float[LENGTH];
    tensor.data_ptr_float().get(values);
    return values;
  }
}
