package dev.nightshift.eval.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WinRateTest {

  private static PairOutcome pair(Preference asGiven, Preference swapped) {
    JudgedItem item = new JudgedItem("i", "q", "a", "b", "x", "y", null);
    return new PairOutcome(item, asGiven, swapped);
  }

  /**
   * Two wins, one loss, a tie, and a judge that picked the first place both times. Scores 1, 1, 0,
   * ½, ½: mean .6, s² = .175, error √(.175 / 5). Of 8 choices, 2 + 1 + ... for the first place.
   */
  @Test
  void aVerdictCountsWhereBothOrdersAgree() {
    WinRate rate =
        WinRate.of(
            List.of(
                pair(Preference.SECOND, Preference.SECOND),
                pair(Preference.SECOND, Preference.SECOND),
                pair(Preference.FIRST, Preference.FIRST),
                pair(Preference.TIE, Preference.TIE),
                pair(Preference.FIRST, Preference.SECOND),
                pair(null, Preference.SECOND)));
    assertThat(rate.rate().mean()).isCloseTo(.6, within(1e-12));
    assertThat(rate.rate().standardError()).isCloseTo(Math.sqrt(.175 / 5), within(1e-12));
    assertThat(List.of(rate.wins(), rate.losses(), rate.ties())).containsExactly(2L, 1L, 2L);
    assertThat(rate.inconsistent()).isEqualTo(1);
    assertThat(rate.unread()).isEqualTo(1);
    JudgeSummary none =
        JudgeSummary.ofPairs("judge", "rubric", List.of(pair(null, null), pair(null, null)));
    assertThat(none.pairs()).isEmpty();
    assertThat(none.undecided()).isEqualTo(2);
    // Consistent pairs choose each place once; the inconsistent one chose the first twice: 5 of 8.
    assertThat(rate.firstPlace().value()).isCloseTo(.625, within(1e-12));
    assertThat(rate.firstPlace().n()).isEqualTo(8);
    // 2 (1 + 8 + 28 + 56) / 256.
    assertThat(rate.biasP()).isCloseTo(.7265625, within(1e-12));
    assertThatThrownBy(() -> WinRate.of(List.of(pair(null, null))))
        .hasMessage("none of 1 pairs has a verdict");
  }

  @Test
  void aJudgeThatLooksAtThePlaceAloneIsFoundOut() {
    List<PairOutcome> outcomes = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      outcomes.add(pair(Preference.FIRST, Preference.SECOND));
    }
    WinRate rate = WinRate.of(outcomes);
    assertThat(rate.rate().mean()).isEqualTo(.5);
    assertThat(rate.inconsistent()).isEqualTo(40);
    assertThat(rate.firstPlace().value()).isEqualTo(1);
    assertThat(rate.biasP()).isLessThan(1e-20);
  }

  /** Observed 3/4; expected ½·½ + ¼·½ + ¼·0 = .375: κ = .375 / .625. */
  @Test
  void agreementIsCorrectedForChance() {
    Agreement agreement =
        Agreement.of(
            List.of(Preference.FIRST, Preference.FIRST, Preference.SECOND, Preference.TIE),
            List.of(Preference.FIRST, Preference.FIRST, Preference.SECOND, Preference.SECOND));
    assertThat(agreement.share()).isEqualTo(.75);
    assertThat(agreement.kappa()).isCloseTo(.6, within(1e-12));
    assertThat(agreement.decided()).isEqualTo(1);
    assertThat(agreement.decidedN()).isEqualTo(3);
    assertThat(Agreement.of(List.of(Preference.TIE), List.of(Preference.TIE)).kappa()).isNaN();
    assertThat(LengthJudge.prefer("ab", "a")).isEqualTo(Preference.FIRST);
    assertThat(LengthJudge.prefer("a", "𝔸")).isEqualTo(Preference.TIE);
  }

  /** One row of weight 1, target 1: w = 1 − σ(w) for λ = 1, so w = .401058. */
  @Test
  void logisticFitFindsTheMinimum() {
    double[] w = LogisticFit.fit(new double[][] {{1}}, new double[] {1}, new double[1], 1);
    assertThat(w[0]).isCloseTo(1 - LogisticFit.sigmoid(w[0]), within(1e-9));
    assertThat(w[0]).isCloseTo(.401058, within(5e-7));
    // Without much penalty the weight is the logit of the mean target.
    double[] mean =
        LogisticFit.fit(
            new double[][] {{1}, {1}, {1}, {1}}, new double[] {1, 1, 1, 0}, new double[4], 1e-9);
    assertThat(mean[0]).isCloseTo(Math.log(3), within(1e-6));
    double[] far = LogisticFit.fit(new double[][] {{1000}}, new double[] {1}, new double[1], 1e-6);
    assertThat(far[0]).isFinite().isPositive();
  }
}
