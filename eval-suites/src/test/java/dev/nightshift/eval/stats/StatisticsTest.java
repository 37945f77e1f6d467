package dev.nightshift.eval.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.schema.random.CounterRandom;
import java.util.List;
import org.apache.commons.math3.distribution.TDistribution;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Literal numbers: {@code reference/values.md}, "Statistics of evaluation", or derived beside. */
class StatisticsTest {

  private static final Offset<Double> SIX_DIGITS = within(5e-7);

  @ParameterizedTest
  @CsvSource({"1, .3", "2, .533333", "5, .916667"})
  void passAtK(int k, double expected) {
    // 1 - C(7, k) / C(10, k): 1 - 7/10, 1 - 21/45, 1 - 21/252.
    assertThat(PassAtK.estimate(10, 3, k)).isCloseTo(expected, SIX_DIGITS);
  }

  @Test
  void passAtKAtItsEnds() {
    assertThat(PassAtK.estimate(10, 0, 10)).isZero();
    assertThat(PassAtK.estimate(10, 1, 10)).isEqualTo(1);
    assertThatThrownBy(() -> PassAtK.estimate(5, 2, 6)).hasMessage("pass@6 with 2 right of 5");
  }

  @Test
  void standardErrorOfAMean() {
    // Sample variance .21 · 10/9, over 10: √(.21/9) = .152753.
    Estimate seven = Estimate.of(new double[] {1, 1, 1, 1, 1, 1, 1, 0, 0, 0});
    assertThat(seven.mean()).isCloseTo(.7, within(1e-15));
    assertThat(seven.standardError()).isCloseTo(.152753, SIX_DIGITS);
    assertThat(seven.deviation()).isCloseTo(Math.sqrt(.21 * 10 / 9), within(1e-12));
    assertThat(Estimate.of(new double[] {3}).standardError()).isNaN();
    assertThatThrownBy(() -> Estimate.of(new double[0])).hasMessageContaining("at least one value");
  }

  @Test
  void sumsDoNotLoseSmallValues() {
    double[] values = new double[1_000_001];
    values[0] = 1e16;
    java.util.Arrays.fill(values, 1, values.length, 1);
    assertThat(Estimate.of(values).mean() * values.length).isCloseTo(1e16 + 1e6, within(4.0));
  }

  @Test
  void wilson() {
    Interval seven = Wilson.interval(7, 10);
    assertThat(seven.low()).isCloseTo(.396778, SIX_DIGITS);
    assertThat(seven.high()).isCloseTo(.892209, SIX_DIGITS);
    assertThat(Wilson.interval(0, 10).low()).isZero();
    assertThat(Wilson.interval(0, 10).high()).isCloseTo(.277533, SIX_DIGITS);
    assertThat(Wilson.interval(10, 10).high()).isEqualTo(1);
    assertThat(Wilson.interval(1, 1_000_000_000_000L).low()).isPositive();
  }

  @Test
  void normalQuantiles() {
    assertThat(Normal.quantile(.975)).isCloseTo(1.959963984540054, within(1e-14));
    assertThat(Normal.quantile(.8)).isCloseTo(.8416212335729143, within(1e-14));
    assertThat(Normal.quantile(.005)).isCloseTo(-2.5758293035489004, within(1e-14));
    assertThat(Normal.quantile(1e-20)).isCloseTo(-9.262340089798408, within(1e-12));
    assertThat(Normal.quantile(.5)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"10, 2, .038574", "2, 10, .038574", "0, 0, 1", "5, 5, 1", "0, 6, .03125"})
  void mcNemar(long b, long c, double expected) {
    // (10, 2): 2 (1 + 12 + 66) / 4096; (0, 6): 2 / 64.
    assertThat(McNemar.exact(b, c)).isCloseTo(expected, SIX_DIGITS);
  }

  @Test
  void mcNemarOfManyItemsNeitherOverflowsNorVanishes() {
    assertThat(McNemar.exact(5_000, 5_000)).isEqualTo(1);
    assertThat(McNemar.exact(4_000, 6_000)).isBetween(0.0, 1e-80);
    // The normal approximation with continuity correction gives z = (200 - 1) / 100.
    assertThat(McNemar.exact(5_100, 4_900)).isCloseTo(.0466, within(5e-4));
  }

  @Test
  void perplexities() {
    assertThat(Perplexity.ofTokens(new double[] {-1, -2, -.5, -3, -1.5}))
        .isCloseTo(4.953032, SIX_DIGITS);
    assertThat(Perplexity.per(-100, 40)).isCloseTo(12.182494, SIX_DIGITS);
    assertThat(Perplexity.per(-100, 200)).isCloseTo(1.648721, SIX_DIGITS);
    assertThat(Perplexity.bitsPerByte(-100, 200)).isCloseTo(.721348, SIX_DIGITS);
  }

  @Test
  void votes() {
    List<String> answers = List.of("3", "4", "3", "5");
    List<Double> scores = List.of(.1, .9, .2, .4);
    assertThat(Votes.majority(answers)).isEqualTo("3");
    assertThat(Votes.weighted(answers, scores)).isEqualTo("4");
    assertThat(Votes.bestOf(answers, scores)).isEqualTo("4");
    assertThat(Votes.majority(List.of("b", "a", "a", "b"))).isEqualTo("b");
  }

  @Test
  void holmMultipliesByTheNumberOfHypothesesLeft() {
    // .01·4, then max(.04, .02·3), max(.06, .03·2), max(.06, .5·1).
    assertThat(Holm.correct(new double[] {.03, .01, .5, .02}))
        .containsExactly(new double[] {.06, .04, .5, .06}, within(1e-12));
    assertThat(Holm.correct(new double[] {.9, .8})).containsExactly(1, 1);
  }

  @Test
  void detectableEffect() {
    // No item of 100 differed: at most 2.9513 % do, σ = .171793, δ = 2.801585 σ / 10.
    assertThat(DetectableEffect.of(DetectableEffect.unseenDeviation(100), 100))
        .isCloseTo(.048129, SIX_DIGITS);
    // (1.959964 + .841621) · .5 / √100.
    assertThat(DetectableEffect.of(.5, 100)).isCloseTo(.140079, SIX_DIGITS);
    assertThat(DetectableEffect.independentDeviation(.5, .5))
        .isCloseTo(Math.sqrt(.5), within(1e-12));
  }

  @Test
  void bootstrapFindsARealDifferenceAndRepeats() {
    double[] first = new double[400];
    double[] second = new double[400];
    for (int i = 0; i < 400; i++) {
      CounterRandom random = CounterRandom.of(5, "scores", i);
      first[i] = random.nextDouble() < .4 ? 1 : 0;
      second[i] = random.nextDouble() < .6 ? 1 : 0;
    }
    PairedBootstrap found = PairedBootstrap.of(first, second, 11, 2_000, .95);
    assertThat(found.difference())
        .isCloseTo(Estimate.of(second).mean() - Estimate.of(first).mean(), within(1e-12));
    assertThat(found.p()).isLessThan(.01);
    assertThat(found.interval().low()).isPositive();
    assertThat(found.interval().contains(found.difference())).isTrue();
    assertThat(PairedBootstrap.of(first, second, 11, 2_000, .95)).isEqualTo(found);
    // The interval's half width is about 1.96 standard errors of the differences.
    double[] differences = new double[400];
    for (int i = 0; i < 400; i++) {
      differences[i] = second[i] - first[i];
    }
    double half = (found.interval().high() - found.interval().low()) / 2;
    assertThat(half / Estimate.of(differences).standardError()).isCloseTo(1.96, within(.15));
  }

  @Test
  void bootstrapOfEqualScoresShowsNoDifference() {
    double[] same = {1, 0, 1, 1, 0};
    PairedBootstrap none = PairedBootstrap.of(same, same, 1, 200, .95);
    assertThat(none.p()).isEqualTo(1);
    assertThat(none.interval()).isEqualTo(new Interval(0, 0));
  }

  /** Differences 1 to 10: mean 5.5, of resamples a deviation of √(8.25/10), T of 9 degrees. */
  @Test
  void whereNoResampleCrossesZeroTheTailIsStudents() {
    double[] first = new double[10];
    double[] second = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    double p = PairedBootstrap.of(first, second, 3).p();
    double exact = 2 * new TDistribution(9).cumulativeProbability(-5.5 / Math.sqrt(.825));
    assertThat(exact).isCloseTo(1.9e-4, within(.1e-4));
    assertThat(p).isCloseTo(exact, within(.15 * exact));
    // However few resamples are drawn, so that a correction for a thousand comparisons passes it.
    double[] far = new double[62];
    for (int i = 0; i < far.length; i++) {
      far[i] = 10 + i % 3;
    }
    assertThat(1000 * PairedBootstrap.of(new double[62], far, 3, 100, .95).p()).isLessThan(1e-20);
    // One thing that differs is no evidence.
    assertThat(PairedBootstrap.of(new double[] {0}, new double[] {1}, 3, 100, .95).p())
        .isEqualTo(2.0 / 101);
  }
}
