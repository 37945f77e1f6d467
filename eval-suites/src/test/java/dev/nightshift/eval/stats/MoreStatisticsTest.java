package dev.nightshift.eval.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.schema.random.CounterRandom;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class MoreStatisticsTest {

  private static final Offset<Double> SIX_DIGITS = within(5e-7);

  /** s²/n = (1/3)/4; cross terms of (½, ½) and (−½, −½): 2·¼ each, over 16. */
  @Test
  void itemsOfAClusterTellLess() {
    double[] scores = {1, 1, 0, 0};
    ClusteredError two = ClusteredError.of(scores, List.of("a", "a", "b", "b"));
    assertThat(two.mean()).isEqualTo(.5);
    assertThat(two.standardError()).isCloseTo(Math.sqrt(1.0 / 12 + 1.0 / 16), within(1e-12));
    assertThat(two.clusters()).isEqualTo(2);
    assertThat(ClusteredError.of(scores, List.of("a", "b", "c", "d")).standardError())
        .isCloseTo(Estimate.of(scores).standardError(), within(1e-15));
    // 1/12 − 1/16: each cluster balances itself.
    assertThat(ClusteredError.of(scores, List.of("a", "b", "a", "b")).standardError())
        .isCloseTo(Math.sqrt(1.0 / 12 - 1.0 / 16), within(1e-12));
    assertThat(ClusteredError.of(scores, List.of("a", "a", "a", "a")).standardError()).isNaN();
    assertThatThrownBy(() -> ClusteredError.of(scores, List.of("a")))
        .hasMessage("4 values with 1 clusters");
  }

  @Test
  void itemsWithoutAClusterStandByThemselves() {
    Clusters clusters = Clusters.of(List.of("a", "", "b", "a", "", "item 1"));
    assertThat(clusters.count()).isEqualTo(5);
    assertThat(clusters.names()).hasSize(6);
    assertThat(clusters.names().stream().distinct()).hasSize(5);
    assertThat(clusters.items(new int[] {2, 0, 0})).containsExactly(2, 0, 3, 0, 3);
  }

  /** R = −100/40; residuals −60 + 50 and −40 + 50: √(200 · 2/1) / 40 = ½. */
  @Test
  void perplexityOverDocuments() {
    PerplexityEstimate two = PerplexityEstimate.of(new double[] {-60, -40}, new double[] {20, 20});
    assertThat(two.value()).isCloseTo(12.182494, SIX_DIGITS);
    assertThat(two.standardError()).isCloseTo(12.182494 * .5, within(1e-5));
    assertThat(two.interval().low()).isCloseTo(Math.exp(2.5 - .9799819922700), within(1e-9));
    assertThat(two.interval().high()).isCloseTo(Math.exp(2.5 + .9799819922700), within(1e-9));
    PerplexityEstimate one = PerplexityEstimate.of(new double[] {-100}, new double[] {200});
    assertThat(one.value()).isCloseTo(1.648721, SIX_DIGITS);
    assertThat(one.standardError()).isNaN();
    assertThat(RatioEstimate.of(new double[] {1}, new double[] {0}).value()).isNaN();
    assertThat(RatioEstimate.of(new double[] {1, 2}, new double[] {0, 0}).standardError()).isNaN();
  }

  /** Of 2 × 3 pairs: .9 beats three, .4 beats one (.1) and ties with another: 4.5 of 6. */
  @Test
  void areaUnderTheCurve() {
    RocCurve roc =
        RocCurve.of(
            new double[] {.9, .4, .4, .6, .1}, new boolean[] {true, true, false, false, false});
    assertThat(roc.area()).isCloseTo(.75, within(1e-12));
    // A = .75, Q₁ = .6, Q₂ = .642857: (.1875 + .0375 + 2 · .080357) / 6.
    assertThat(roc.standardError()).isCloseTo(Math.sqrt(.385714 / 6), within(1e-6));
    assertThat(roc.points())
        .startsWith(new RocCurve.Point(0, 0), new RocCurve.Point(0, .5))
        .endsWith(new RocCurve.Point(1, 1))
        .hasSize(5);
    assertThatThrownBy(() -> RocCurve.of(new double[] {1}, new boolean[] {true}))
        .hasMessage("1 positive and 0 negative items");
  }

  @Test
  void brierScoresGoFromZeroToTwo() {
    assertThat(BrierScore.of(new double[] {1, 0, 0}, 0)).isZero();
    assertThat(BrierScore.of(new double[] {0, 1, 0}, 0)).isEqualTo(2);
    // .3² + .2² + .1².
    assertThat(BrierScore.of(new double[] {.7, .2, .1}, 0)).isCloseTo(.14, within(1e-12));
  }

  /** Confidences .8 (right) and .6 (wrong): ECE = ½ · .2 + ½ · .6; Brier .08 and .72. */
  @Test
  void choicesAreCalibratedFromLogLikelihoods() {
    List<ChoiceCalibration.Item> items =
        List.of(
            new ChoiceCalibration.Item(List.of(Math.log(.08), Math.log(.02)), List.of(0)),
            new ChoiceCalibration.Item(
                List.of(-1000 + Math.log(.6), -1000 + Math.log(.4)), List.of(1)));
    ChoiceCalibration two = ChoiceCalibration.of(items);
    assertThat(two.calibrationError()).isCloseTo(.4, within(1e-9));
    assertThat(two.brier().mean()).isCloseTo((.08 + .72) / 2, within(1e-9));
    assertThat(two.confidence().mean()).isCloseTo(.7, within(1e-9));
    assertThat(two.accuracy().mean()).isEqualTo(.5);
    assertThat(two.discrimination()).isEqualTo(1);
    assertThat(ChoiceCalibration.of(items.subList(0, 1)).discrimination()).isNaN();
    assertThatThrownBy(() -> new ChoiceCalibration.Item(List.of(0.0), List.of(1)))
        .hasMessage("right choices [1] of 1");
  }

  /** Of a mean the bootstrap's error is the deviation √(Σ(x − m)²/n) / √n. */
  @Test
  void bootstrapOfAMeanIsItsStandardError() {
    int n = 300;
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = CounterRandom.of(9, "v", i).nextDouble();
    }
    ItemBootstrap found =
        ItemBootstrap.of(
            new int[] {n},
            4,
            1_000,
            drawn -> {
              double sum = 0;
              for (int i : drawn[0]) {
                sum += values[i];
              }
              return sum / n;
            });
    Estimate mean = Estimate.of(values);
    assertThat(found.standardError() / mean.standardError()).isCloseTo(1, within(.1));
    assertThat(found.interval().contains(mean.mean())).isTrue();
    assertThatThrownBy(() -> ItemBootstrap.of(new int[] {0}, 1, 100, d -> 0))
        .hasMessage("100 resamples of groups of [0] items");
  }
}
