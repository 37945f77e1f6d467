package dev.nightshift.classifiers.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.classifiers.feature.FeatureSettings;
import dev.nightshift.classifiers.feature.Standardisation;
import dev.nightshift.classifiers.feature.TextFeatures;
import dev.nightshift.classifiers.feature.TextStatistics;
import org.junit.jupiter.api.Test;

class FeedForwardTest {

  private static final FeatureSettings DENSE = FeatureSettings.DEFAULT.withHashedFeatures(0);

  /** Two hidden units that see only the share of letters, as x. */
  private static FeedForward network(float scale) {
    float[] input = new float[2 * TextStatistics.COUNT];
    int letters = TextStatistics.NAMES.indexOf("letter_share");
    input[2 * letters] = 3 * scale;
    input[2 * letters + 1] = -5 * scale;
    return new FeedForward(input, new float[] {-1, 1}, new float[] {2, 7}, 0.25f);
  }

  private static Standardisation plain() {
    double[] one = new double[TextStatistics.COUNT];
    java.util.Arrays.fill(one, 1);
    return new Standardisation(new double[TextStatistics.COUNT], one);
  }

  @Test
  void isTheFormula() {
    TextFeatures half = TextFeatures.of("ab12", DENSE);
    // x = .5: relu(1.5 - 1) = .5, relu(-2.5 + 1) = 0; logit = .25 + 2 * .5 = 1.25
    assertThat(network(1).probability(half, plain()))
        .isCloseTo(1 / (1 + Math.exp(-1.25)), within(1e-15));
    assertThat(network(1).loss(half, plain(), true))
        .isCloseTo(Math.log(1 + Math.exp(-1.25)), within(1e-15));
    assertThat(network(1).loss(half, plain(), false))
        .isCloseTo(Math.log(1 + Math.exp(1.25)), within(1e-15));
  }

  @Test
  void staysFiniteForHugeLogits() {
    TextFeatures text = TextFeatures.of("abcd", DENSE);
    FeedForward huge = network(1e6f);
    FeedForward low = network(-1e6f);
    assertThat(huge.probability(text, plain())).isEqualTo(1);
    assertThat(huge.loss(text, plain(), true)).isZero();
    assertThat(huge.loss(text, plain(), false)).isCloseTo(6e6, within(10.0));
    assertThat(low.probability(text, plain())).isEqualTo(1);
  }

  @Test
  void refusesShapesThatDoNotFit() {
    assertThatThrownBy(() -> new FeedForward(new float[5], new float[2], new float[2], 0))
        .hasMessage("shapes do not fit: 5 input weights, 2 hidden biases, 2 output weights");
  }
}
