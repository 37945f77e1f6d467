package dev.nightshift.classifiers.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.schema.random.CounterRandom;
import java.util.Arrays;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.factory.Nd4j;

class FlatNetworkTest {

  private static final int INPUTS = 5;
  private static final int ROWS = 6;

  private static NetworkShape shape(NetworkUpdater updater, double l2) {
    return new NetworkShape(INPUTS, 3, updater, .1, l2, 11);
  }

  private static float[][] features(int batch) {
    float[][] x = new float[ROWS][INPUTS];
    for (int i = 0; i < ROWS; i++) {
      CounterRandom random = CounterRandom.of(4, "features " + batch, i);
      for (int j = 0; j < INPUTS; j++) {
        x[i][j] = (float) random.nextGaussian();
      }
    }
    return x;
  }

  private static float[][] labels(int batch) {
    float[][] y = new float[ROWS][1];
    for (int i = 0; i < ROWS; i++) {
      y[i][0] = features(batch)[i][0] > 0 ? 1 : 0;
    }
    return y;
  }

  /** Deeplearning4j's own loop over the same batches is the control. */
  @ParameterizedTest
  @EnumSource
  void stepsAreThoseOfDeeplearning4j(NetworkUpdater updater) {
    NetworkShape shape = shape(updater, .01);
    MultiLayerNetwork control = new MultiLayerNetwork(shape.configuration());
    control.init();
    try (FlatNetwork network = new FlatNetwork(shape)) {
      assertThat(network.parameters()).isEqualTo(control.params().toFloatVector());
      for (int batch = 0; batch < 5; batch++) {
        control.fit(Nd4j.createFromArray(features(batch)), Nd4j.createFromArray(labels(batch)));
        double loss = network.step(features(batch), labels(batch), null);
        assertThat(loss).isPositive();
      }
      float[] seen = network.parameters();
      float[] expected = control.params().toFloatVector();
      assertThat(seen).hasSize(5 * 3 + 3 + 3 + 1);
      for (int i = 0; i < seen.length; i++) {
        assertThat(seen[i]).isCloseTo(expected[i], within(1e-6f));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStartForgetsMomentsAndSteps(NetworkUpdater updater) {
    try (FlatNetwork network = new FlatNetwork(shape(updater, 0))) {
      float[] start = network.parameters();
      network.step(features(0), labels(0), null);
      network.step(features(1), labels(1), null);
      float[] first = network.parameters();
      network.step(features(2), labels(2), null);
      network.start(start);
      assertThat(network.parameters()).isEqualTo(start);
      network.step(features(0), labels(0), null);
      network.step(features(1), labels(1), null);
      assertThat(network.parameters()).isEqualTo(first);
    }
  }

  /** What the caller may change is the slope of the mean cross entropy, by central differences. */
  @Test
  void theGradientIsThatOfTheMeanLoss() {
    try (FlatNetwork network = new FlatNetwork(shape(NetworkUpdater.SGD, 0))) {
      float[] start = network.parameters();
      float[] gradient = new float[start.length];
      network.step(
          features(0),
          labels(0),
          (given, parameters) -> {
            System.arraycopy(given, 0, gradient, 0, given.length);
            assertThat(parameters).isEqualTo(start);
            Arrays.fill(given, 0);
          });
      assertThat(network.parameters()).as("a gradient of nothing").isEqualTo(start);
      float h = 1e-3f;
      for (int i = 0; i < start.length; i++) {
        double slope = (loss(network, start, i, h) - loss(network, start, i, -h)) / (2 * h);
        assertThat((double) gradient[i]).as("parameter " + i).isCloseTo(slope, within(1e-3));
      }
    }
  }

  private static double loss(FlatNetwork network, float[] start, int at, float by) {
    float[] moved = start.clone();
    moved[at] += by;
    network.start(moved);
    return network.step(features(0), labels(0), null);
  }
}
