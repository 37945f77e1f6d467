package dev.nightshift.training.curriculum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LevelScoresTest {

  /**
   * Given 1, 1, 3, 5: ranks 1.5, 1.5, 3, 4. Expected 1.5, 2, 2, 4: ranks 1, 2.5, 2.5, 4. About
   * their mean 2.5: x = −1, −1, .5, 1.5 and y = −1.5, 0, 0, 1.5, so Σxy = 3.75, Σx² = 4.5, Σy² =
   * 4.5 and ρ = .8333. Two of four are right; errors .5, 1, 1, 1.
   */
  @Test
  void valuesDerivedByHand() {
    LevelScores scores =
        LevelScores.of(
            new double[] {1, 1, 3, 5}, new double[] {1, 2, 2, 5}, new double[] {1.5, 2, 2, 4});
    assertThat(scores.accuracy()).isEqualTo(.5);
    assertThat(scores.meanAbsoluteError()).isEqualTo(.875);
    assertThat(scores.spearman()).isCloseTo(3.75 / 4.5, within(1e-12));
  }

  @Test
  void oneAnswerForAllHasNoCorrelation() {
    LevelScores scores =
        LevelScores.of(new double[] {1, 2}, new double[] {1, 1}, new double[] {1, 1});
    assertThat(scores.spearman()).isNaN();
    assertThat(scores.values("")).doesNotContainKey("spearman").containsEntry("accuracy", .5);
  }
}
