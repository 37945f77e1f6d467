package dev.nightshift.eval.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class OverSeedsTest {

  private static final List<String> OWN = List.of("a", "b", "c", "d");

  /**
   * Means ½ and ¾: t_{.975,1} = 12.7062, s/√2 = ⅛. Means of the examples 1, 1, ½, 0: squares .6875,
   * error √(.6875 / 12).
   */
  @Test
  void seedsAndPromptsBothCount() {
    OverSeeds two = OverSeeds.of(new double[][] {{1, 1, 0, 0}, {1, 1, 1, 0}}, OWN);
    assertThat(two.mean()).isEqualTo(.625);
    Interval seeds = Objects.requireNonNull(two.overSeeds());
    assertThat(seeds.low()).isCloseTo(.625 - 12.7062047 * .125, within(1e-6));
    assertThat(seeds.high()).isCloseTo(.625 + 12.7062047 * .125, within(1e-6));
    assertThat(two.standardError()).isCloseTo(Math.sqrt(.6875 / 12 + .015625), within(1e-12));
    assertThat(two.detectable()).isCloseTo(2.8015852 * two.standardError(), within(1e-6));
    // One of 256 draws has the least example four times: the 2.5 % quantile lies above it.
    assertThat(two.overPrompts().low()).isBetween(.125, .375);
    assertThat(two.overPrompts().high()).isEqualTo(1);
    assertThat(two.prompts()).isEqualTo(4);
  }

  /** Two prompts with equal examples tell as much as two examples. */
  @Test
  void examplesOfAPromptAreDrawnTogether() {
    OverSeeds one = OverSeeds.of(new double[][] {{1, 1, 0, 0}}, List.of("a", "a", "b", "b"));
    assertThat(one.overSeeds()).isNull();
    assertThat(one.overPrompts()).isEqualTo(new Interval(0, 1));
    assertThat(one.standardError())
        .isEqualTo(
            ClusteredError.of(new double[] {1, 1, 0, 0}, List.of("a", "a", "b", "b"))
                .standardError());
  }

  /** A seed's own level leaves the difference alone. */
  @Test
  void differencesArePairedBySeedAndExample() {
    OverSeeds difference =
        OverSeeds.ofDifference(
            new double[][] {{0, 1, 2, 3}, {10, 11, 12, 13}},
            new double[][] {{1, 2, 3, 4}, {11, 12, 13, 14}},
            OWN);
    assertThat(difference.mean()).isEqualTo(1);
    assertThat(difference.standardError()).isZero();
    assertThat(difference.overSeeds()).isEqualTo(new Interval(1, 1));
    assertThatThrownBy(() -> OverSeeds.ofDifference(new double[1][4], new double[2][4], OWN))
        .hasMessage("1 seeds and 2");
    assertThatThrownBy(() -> OverSeeds.of(new double[1][3], OWN))
        .hasMessage("3 values of seed 0 with 4 prompts");
  }
}
