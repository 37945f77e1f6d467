package dev.nightshift.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.schema.random.CounterRandom;
import dev.nightshift.training.optimizer.AdamWSettings.DecayGroup;
import dev.nightshift.training.trainer.BlockRange;
import dev.nightshift.training.trainer.FlatLayout;
import dev.nightshift.training.trainer.Lanes;
import dev.nightshift.training.trainer.NamedParameters;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class AdamWTest {

  /**
   * One step from w = 1 with g = .5, rate .1, decay .1: the bias-corrected moments are g and g², so
   * the step is rate · g/|g| = .1, after the decay 1 · (1 − .1 · .1) = .99. Result .89.
   */
  @Test
  void theFirstStepIsTheRateInTheDirectionOfTheSign() {
    try (PointerScope scope = new PointerScope();
        NamedParameters parameters =
            NamedParameters.copyOf(Map.of("w", Tensor.create(new float[] {1, 1}, 1, 2)));
        AdamW optimizer = new AdamW(parameters, AdamWSettings.DEFAULT);
        Lanes lanes = new Lanes(2)) {
      parameters.copyInto(
          parameters.gradient(), Map.of("w", Tensor.create(new float[] {.5f, -.5f}, 1, 2)));
      optimizer.update(1, .1, lanes);
      float[] w = floats(parameters.values(), 2);
      assertThat(w[0]).isCloseTo(.89f, within(1e-6f));
      assertThat(w[1]).isCloseTo(1.09f, within(1e-6f));
    }
  }

  /** Without a gradient a matrix shrinks by 1 − .1 · .1, unless it is spared. */
  @Test
  void whatIsSparedDoesNotDecay() {
    Map<String, Tensor> matrices =
        Map.of(
            "rate.w", Tensor.create(new float[] {1, 1}, 1, 2),
            "w", Tensor.create(new float[] {1, 1}, 1, 2));
    try (PointerScope scope = new PointerScope();
        NamedParameters parameters = NamedParameters.copyOf(matrices);
        AdamW optimizer =
            new AdamW(
                parameters,
                AdamWSettings.DEFAULT,
                BlockRange.all(parameters.layout().blocks()),
                name -> name.startsWith("rate."));
        Lanes lanes = new Lanes(1)) {
      optimizer.update(1, .1, lanes);
      assertThat(floats(parameters.values(), 4)).containsExactly(1, 1, .99f, .99f);
    }
  }

  /** Twenty steps over more than one block, against the formula in double precision. */
  @Test
  void followsTheFormulaOverManyBlocksAndSteps() {
    int matrix = FlatLayout.BLOCK + 1234;
    int vector = FlatLayout.BLOCK / 2;
    AdamWSettings settings = new AdamWSettings(.9, .95, 1e-8, .1, DecayGroup.MATRICES);
    try (PointerScope scope = new PointerScope();
        NamedParameters parameters =
            NamedParameters.copyOf(
                Map.of(
                    "a", Tensor.create(normals(0, matrix), matrix / 2, 2),
                    "b", Tensor.create(normals(1, vector), vector)));
        AdamW optimizer = new AdamW(parameters, settings);
        Lanes lanes = new Lanes(2)) {
      int n = matrix + vector;
      double[] w = doubles(floats(parameters.values(), n));
      double[] m = new double[n];
      double[] v = new double[n];
      for (int step = 1; step <= 20; step++) {
        float[] g = normals(100 + step, n);
        parameters.copyInto(
            parameters.gradient(),
            Map.of(
                "a", Tensor.create(java.util.Arrays.copyOf(g, matrix), matrix / 2, 2),
                "b", Tensor.create(java.util.Arrays.copyOfRange(g, matrix, n), vector)));
        optimizer.update(step, 1e-2, lanes);
        for (int i = 0; i < n; i++) {
          w[i] *= i < matrix ? 1 - 1e-2 * .1 : 1;
          m[i] += .1 * (g[i] - m[i]);
          v[i] = .95 * v[i] + .05 * g[i] * g[i];
          w[i] -=
              1e-2
                  / (1 - Math.pow(.9, step))
                  * m[i]
                  / (Math.sqrt(v[i]) / Math.sqrt(1 - Math.pow(.95, step)) + 1e-8);
        }
      }
      float[] seen = floats(parameters.values(), n);
      double worst = 0;
      for (int i = 0; i < n; i++) {
        worst = Math.max(worst, Math.abs(seen[i] - w[i]));
      }
      assertThat(worst).isLessThan(1e-5);
    }
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> new AdamWSettings(1, .9, 1e-8, 0, DecayGroup.ALL))
        .hasMessage("beta1 must lie in [0, 1), was 1.0");
  }

  private static float[] normals(long id, int n) {
    CounterRandom random = CounterRandom.of(1, "normals", id);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static float[] floats(Tensor flat, int n) {
    float[] values = new float[n];
    flat.data_ptr_float().get(values);
    return values;
  }

  private static double[] doubles(float[] floats) {
    double[] values = new double[floats.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = floats[i];
    }
    return values;
  }
}
