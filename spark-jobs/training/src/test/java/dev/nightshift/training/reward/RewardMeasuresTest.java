package dev.nightshift.training.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nightshift.eval.stats.McNemar;
import dev.nightshift.inference.tokenizer.AnswerTokens;
import dev.nightshift.training.data.SequenceWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RewardMeasuresTest {

  @TempDir private Path folder;

  /** Rewards (2, 1), (0, 0), (−1, 1), (3, 0): two right, a tie and one wrong. */
  private static final float[] REWARDS = {2, 1, 0, 0, -1, 1, 3, 0};

  /** The preferred answer is longer in the first and third pair, shorter in the fourth. */
  private static final int[] DIFFERENCES = {4, 0, 2, -5};

  private static Map<String, Double> measures(int bins, int buckets) {
    return RewardMeasures.of(REWARDS, DIFFERENCES, new LengthRule(1), bins, buckets);
  }

  @Test
  void tiesAreNotRight() {
    Map<String, Double> values = measures(15, 2);
    assertThat(values)
        .containsEntry("units", 4.0)
        .containsEntry("rewards/accuracies", .5)
        .containsEntry("rewards/chosen", 1.0)
        .containsEntry("rewards/rejected", .5)
        .containsEntry("rewards/margins", .5);
  }

  /** Length alone tells pairs 1 and 3; rewards tell 1 and 4: one each that the other does not. */
  @Test
  void lengthAloneIsMeasuredOnTheSamePairs() {
    Map<String, Double> values = measures(15, 2);
    assertThat(values)
        .containsEntry("length-only/accuracies", .5)
        .containsEntry("length-only/direction", 1.0)
        .containsEntry("length-only/reward-alone-right", 1.0)
        .containsEntry("length-only/length-alone-right", 1.0)
        .containsEntry("length-only/p", McNemar.exact(1, 1));
    Map<String, Double> shorter =
        RewardMeasures.of(REWARDS, DIFFERENCES, new LengthRule(-1), 15, 2);
    assertThat(shorter)
        .containsEntry("length-only/accuracies", .25)
        .containsEntry("length-only/reward-alone-right", 1.0)
        .containsEntry("length-only/length-alone-right", 0.0);
  }

  /**
   * Confidences σ(1) = .731059, ½, σ(2) = .880797 and σ(3) = .952574, the second and third wrong. In
   * one bin: |2/4 − .766107| = .266107. In two bins the tie stands alone in the lower one: ¼ · ½ + ¼
   * · |2 − 2.564430| = .266107; in 15 bins each stands alone: (.268941 + .5 + .880797 + .047426) / 4.
   */
  @Test
  void calibration() {
    assertThat(measures(1, 1).get("ece")).isCloseTo(.266107, within(1e-6));
    assertThat(measures(2, 1).get("ece")).isCloseTo(.266107, within(1e-6));
    assertThat(measures(15, 1).get("ece")).isCloseTo(.424291, within(1e-6));
  }

  /** Sorted −5, 0, 2, 4: the upper half begins at the 2. */
  @Test
  void bucketsByLength() {
    assertThat(measures(15, 2))
        .containsEntry("length-bucket-1/units", 2.0)
        .containsEntry("length-bucket-1/accuracies", .5)
        .containsEntry("length-bucket-1/from", -5.0)
        .containsEntry("length-bucket-1/to", 0.0)
        .containsEntry("length-bucket-2/accuracies", .5)
        .containsEntry("length-bucket-2/from", 2.0)
        .containsEntry("length-bucket-2/to", 4.0);
    LengthBuckets alike = LengthBuckets.of(new int[] {1, 1, 1, 1, 9}, 5);
    assertThat(alike.of(1)).isEqualTo(3);
    assertThat(alike.of(9)).isEqualTo(4);
    assertThat(alike.of(-7)).isZero();
  }

  @Test
  void theDirectionIsFittedOnTrainingPairs() {
    assertThat(LengthRule.fit(new int[] {3, -1, 2, 0})).isEqualTo(new LengthRule(1));
    assertThat(LengthRule.fit(new int[] {3, -1, -2, 0})).isEqualTo(new LengthRule(-1));
    assertThat(LengthRule.fit(new int[] {0, 0})).isEqualTo(new LengthRule(1));
    assertThat(new LengthRule(-1).isRight(-3)).isTrue();
    assertThat(new LengthRule(-1).isRight(0)).isFalse();
    assertThatThrownBy(() -> new LengthRule(0)).hasMessage("a direction is 1 or −1, was 0");
  }

  @Test
  void pairsReadBackAsTheyWereWritten() throws IOException {
    try (SequenceWriter writer = new SequenceWriter(folder.resolve("pairs"))) {
      RewardPairs.add(
          writer,
          new AnswerTokens(new int[] {7, 8, 9, 2}, 1),
          new AnswerTokens(new int[] {7, 5, 2}, 1),
          .75f);
      RewardPairs.add(
          writer,
          new AnswerTokens(new int[] {4, 8, 2}, 2),
          new AnswerTokens(new int[] {4, 8, 8, 8, 2}, 2),
          -2.5f);
      writer.finish();
    }
    try (RewardPairs pairs = RewardPairs.open(folder.resolve("pairs"))) {
      assertThat(pairs.count()).isEqualTo(2);
      assertThat(pairs.tokens()).isEqualTo(15);
      assertThat(pairs.lengthDifferences()).containsExactly(1, -2);
      RewardBatch batch = pairs.batch(new int[] {1, 0}, 0);
      assertThat(batch.margins()).containsExactly(-2.5f, .75f);
      assertThat(batch.positions()).containsExactly(2, 8 + 4, 16 + 3, 24 + 2);
      assertThat(batch.tokens().ids()).startsWith(4, 8, 2, 0).contains(7, 8, 9, 2);
    }
  }

  /** log ¾ and log ¼ of two right steps and one wrong: hits, constant answer and nats by hand. */
  @Test
  void stepsAreMeasuredAgainstTheMajority() {
    float sure = (float) Math.log(.75);
    float unsure = (float) Math.log(.25);
    float[] logProbs = {unsure, sure, sure, unsure, sure, unsure};
    Map<String, Double> values = StepMeasures.of(logProbs, new long[] {1, 1, 0}, 1, 15);
    assertThat(values.get("loss"))
        .isCloseTo(-(2 * Math.log(.75) + Math.log(.25)) / 3, within(1e-7));
    assertThat(values.get("accuracy")).isCloseTo(2.0 / 3, within(1e-12));
    assertThat(values.get("majority/accuracy")).isCloseTo(2.0 / 3, within(1e-12));
    assertThat(values.get("majority/p")).isEqualTo(McNemar.exact(1, 1));
    assertThat(values.get("ece")).isCloseTo(.75 - 2.0 / 3, within(1e-6));
  }
}
