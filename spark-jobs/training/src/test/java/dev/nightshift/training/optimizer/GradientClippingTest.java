package dev.nightshift.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.schema.random.CounterRandom;
import dev.nightshift.training.trainer.FlatLayout;
import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class GradientClippingTest {

  /** 3-4-5: norm 5; to norm 1 by 1 / (5 + 1e-6). */
  @Test
  void scalesDownToTheGreatestNorm() {
    try (PointerScope scope = new PointerScope()) {
      float[] values = new float[FlatLayout.BLOCK];
      values[0] = 3;
      values[values.length - 1] = 4;
      Tensor flat = Tensor.create(values);
      assertThat(GradientClipping.norm(flat)).isEqualTo(5);
      GradientClipping.clip(flat, 5, 1);
      assertThat(GradientClipping.norm(flat)).isCloseTo(1, within(1e-6));
      GradientClipping.clip(flat, 1, 2);
      assertThat(GradientClipping.norm(flat)).isCloseTo(1, within(1e-6));
    }
  }

  @Test
  void aDivisionAlongBlocksChangesNoBit() {
    int blocks = 21;
    float[] values = new float[blocks * FlatLayout.BLOCK];
    CounterRandom random = CounterRandom.of(3, "norm", 0);
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt() * 0x1.0p-20f;
    }
    try (PointerScope scope = new PointerScope()) {
      double[] whole = GradientClipping.blockSums(Tensor.create(values));
      double[] parts = new double[blocks];
      for (int block = 0; block < blocks; block++) {
        Tensor one =
            Tensor.create(
                Arrays.copyOfRange(
                    values, block * FlatLayout.BLOCK, (block + 1) * FlatLayout.BLOCK));
        parts[block] = GradientClipping.blockSums(one)[0];
      }
      assertThat(whole).containsExactly(parts);
    }
  }

  /** Squares of 1e30 leave the range of float32 and stay within that of doubles. */
  @Test
  void hugeGradientsHaveAFiniteNorm() {
    try (PointerScope scope = new PointerScope()) {
      float[] values = new float[FlatLayout.BLOCK];
      values[5] = 1e30f;
      assertThat(GradientClipping.norm(Tensor.create(values))).isCloseTo(1e30, within(1e24));
    }
  }
}
