package dev.nightshift.training.reward;

import dev.nightshift.eval.stats.CalibrationError;
import dev.nightshift.eval.stats.McNemar;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the rewards of held-out pairs say of a reward model.
 *
 * <ul>
 *   <li>{@code units}, the pairs; {@code rewards/chosen}, {@code rewards/rejected}, {@code
 *       rewards/margins} and {@code rewards/accuracies} as {@link RewardObjective} has them;
 *   <li>{@code ece}: the calibration error of the preference that the model states, whose confidence
 *       is max(p, 1 − p) with p = σ(r_w − r_l), and which is right where r_w &gt; r_l;
 *   <li>{@code length-only/accuracies}: the share of pairs that length alone tells; {@code
 *       length-only/direction}, 1 for the longer answer, −1 for the shorter; {@code
 *       length-only/reward-alone-right} and {@code length-only/length-alone-right}, pairs that only
 *       one of the two tells; {@code length-only/p}, McNemar's exact test of the two on these pairs;
 *   <li>{@code length-bucket-K/accuracies}, {@code …/units}, {@code …/from} and {@code …/to}: the
 *       accuracy on pairs whose difference of lengths lies in a bucket, and that bucket's ends.
 * </ul>
 */
final class RewardMeasures {

  private final double[] chosen;
  private final double[] rejected;
  private final int[] differences;
  private final Map<String, Double> values = new LinkedHashMap<>();

  private RewardMeasures(double[] chosen, double[] rejected, int[] differences) {
    this.chosen = chosen;
    this.rejected = rejected;
    this.differences = differences;
  }

  /**
   * Measures.
   *
   * @param rewards of each pair the preferred answer's and the other's, [2n], n at least 1
   * @param differences tokens of each preferred answer less those of the other, [n]
   * @param rule what length alone says
   * @param bins bins of the calibration error
   * @param buckets buckets by length
   */
  static Map<String, Double> of(
      float[] rewards, int[] differences, LengthRule rule, int bins, int buckets) {
    int n = differences.length;
    double[] chosen = new double[n];
    double[] rejected = new double[n];
    for (int i = 0; i < n; i++) {
      chosen[i] = rewards[2 * i];
      rejected[i] = rewards[2 * i + 1];
    }
    RewardMeasures measures = new RewardMeasures(chosen, rejected, differences);
    measures.rewards();
    measures.calibration(bins);
    measures.againstLength(rule);
    measures.buckets(buckets);
    return measures.values;
  }

  private boolean isRight(int pair) {
    return chosen[pair] > rejected[pair];
  }

  private void rewards() {
    double good = 0;
    double bad = 0;
    double right = 0;
    int n = chosen.length;
    for (int i = 0; i < n; i++) {
      good += chosen[i];
      bad += rejected[i];
      right += isRight(i) ? 1 : 0;
    }
    values.put("units", (double) n);
    values.put("rewards/chosen", good / n);
    values.put("rewards/rejected", bad / n);
    values.put("rewards/margins", (good - bad) / n);
    values.put("rewards/accuracies", right / n);
  }

  private void calibration(int bins) {
    double[] confidences = new double[chosen.length];
    boolean[] right = new boolean[chosen.length];
    for (int i = 0; i < chosen.length; i++) {
      confidences[i] = 1 / (1 + Math.exp(-Math.abs(chosen[i] - rejected[i])));
      right[i] = isRight(i);
    }
    values.put("ece", CalibrationError.expected(confidences, right, bins));
  }

  private void againstLength(LengthRule rule) {
    long byLength = 0;
    long rewardAlone = 0;
    long lengthAlone = 0;
    for (int i = 0; i < chosen.length; i++) {
      boolean reward = isRight(i);
      boolean length = rule.isRight(differences[i]);
      byLength += length ? 1 : 0;
      rewardAlone += reward && !length ? 1 : 0;
      lengthAlone += length && !reward ? 1 : 0;
    }
    values.put("length-only/accuracies", (double) byLength / chosen.length);
    values.put("length-only/direction", (double) rule.direction());
    values.put("length-only/reward-alone-right", (double) rewardAlone);
    values.put("length-only/length-alone-right", (double) lengthAlone);
    values.put("length-only/p", McNemar.exact(rewardAlone, lengthAlone));
  }

  private void buckets(int count) {
    LengthBuckets buckets = LengthBuckets.of(differences, count);
    for (int bucket = 0; bucket < buckets.count(); bucket++) {
      int units = 0;
      int right = 0;
      int from = Integer.MAX_VALUE;
      int to = Integer.MIN_VALUE;
      for (int i = 0; i < differences.length; i++) {
        if (buckets.of(differences[i]) == bucket) {
          units++;
          right += isRight(i) ? 1 : 0;
          from = Math.min(from, differences[i]);
          to = Math.max(to, differences[i]);
        }
      }
      if (units > 0) {
        String name = "length-bucket-" + (bucket + 1);
        values.put(name + "/accuracies", (double) right / units);
        values.put(name + "/units", (double) units);
        values.put(name + "/from", (double) from);
        values.put(name + "/to", (double) to);
      }
    }
  }
}
