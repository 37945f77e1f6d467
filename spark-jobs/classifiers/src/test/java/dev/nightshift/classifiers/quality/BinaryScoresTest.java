package dev.nightshift.classifiers.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.schema.random.CounterRandom;
import org.junit.jupiter.api.Test;

class BinaryScoresTest {

  @Test
  void knownNumbers() {
    // Pairs (positive, negative): .8>.3, .8>.5, .5>.3, .5=.5 -> 3.5 of 4. Right: .8, .5 and .3.
    BinaryScores scores =
        BinaryScores.of(
            new double[] {0.8, 0.3, 0.5, 0.5}, new boolean[] {true, false, true, false});
    assertThat(scores.auc()).isEqualTo(0.875);
    assertThat(scores.accuracy()).isEqualTo(0.75);
    assertThat(scores.accuracyStderr()).isEqualTo(Math.sqrt(0.75 * 0.25 / 4));
    // Q1 = .875/1.125 = .77778, Q2 = 2*.765625/1.875 = .81667; A² = .765625
    // (.875*.125 + (.77778-.765625) + (.81667-.765625)) / 4 = .1725694.. / 4
    assertThat(scores.aucStderr())
        .isCloseTo(
            Math.sqrt((0.109375 + 7 / 9.0 - 0.765625 + 49 / 60.0 - 0.765625) / 4), within(1e-12));
    assertThat(scores.n()).isEqualTo(4);
    assertThat(scores.positives()).isEqualTo(2);
  }

  @Test
  void aucIsTheShareOfRightlyOrderedPairs() {
    CounterRandom random = CounterRandom.of(5, "auc", 0);
    for (int round = 0; round < 50; round++) {
      int n = 4 + random.nextInt(40);
      double[] scores = new double[n];
      boolean[] positive = new boolean[n];
      for (int i = 0; i < n; i++) {
        scores[i] = random.nextInt(8) / 8.0;
        positive[i] = i < 2 || (i > 3 && random.nextInt(2) == 0);
      }
      double wins = 0;
      double pairs = 0;
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          if (positive[i] && !positive[j]) {
            pairs++;
            wins += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
          }
        }
      }
      assertThat(BinaryScores.of(scores, positive).auc()).isCloseTo(wins / pairs, within(1e-12));
    }
  }

  @Test
  void needsBothClasses() {
    assertThatThrownBy(() -> BinaryScores.of(new double[] {1, 2}, new boolean[] {true, true}))
        .hasMessage("both classes must appear, got 2 positive and 0 negative rows");
  }
}
