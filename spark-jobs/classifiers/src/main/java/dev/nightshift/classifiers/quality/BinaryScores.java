package dev.nightshift.classifiers.quality;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How well scores tell two classes apart.
 *
 * @param n rows
 * @param positives rows of the positive class
 * @param accuracy share of rows whose score is on the right side of one half; a score of one half
 *     counts as positive
 * @param accuracyStderr its binomial standard error, {@code √(a (1 − a) / n)}
 * @param auc area under the receiver operating characteristic: the probability that a positive row
 *     scores above a negative one, ties counted half
 * @param aucStderr its standard error after Hanley and McNeil, "The Meaning and Use of the Area
 *     under a Receiver Operating Characteristic (ROC) Curve", Radiology 143, 1982, equation 2
 */
public record BinaryScores(
    long n, long positives, double accuracy, double accuracyStderr, double auc, double aucStderr) {

  /**
   * Measures scores against labels.
   *
   * @param scores probabilities of the positive class
   * @param positive the labels, as many
   * @throws IllegalArgumentException unless both classes appear
   */
  public static BinaryScores of(double[] scores, boolean[] positive) {
    int n = scores.length;
    if (positive.length != n) {
      throw new IllegalArgumentException(n + " scores and " + positive.length + " labels");
    }
    long p = IntStream.range(0, n).filter(i -> positive[i]).count();
    long q = n - p;
    if (p == 0 || q == 0) {
      throw new IllegalArgumentException(
          "both classes must appear, got " + p + " positive and " + q + " negative rows");
    }
    long right = IntStream.range(0, n).filter(i -> (scores[i] >= 0.5) == positive[i]).count();
    double accuracy = (double) right / n;
    double auc = (rankSum(scores, positive) - p * (p + 1) / 2.0) / ((double) p * q);
    double q1 = auc / (2 - auc);
    double q2 = 2 * auc * auc / (1 + auc);
    double variance =
        (auc * (1 - auc) + (p - 1) * (q1 - auc * auc) + (q - 1) * (q2 - auc * auc))
            / ((double) p * q);
    return new BinaryScores(
        n,
        p,
        accuracy,
        Math.sqrt(accuracy * (1 - accuracy) / n),
        auc,
        Math.sqrt(Math.max(0, variance)));
  }

  /** Sum of the positive rows' ranks, from 1; equal scores share their mean rank. */
  private static double rankSum(double[] scores, boolean[] positive) {
    Integer[] order = IntStream.range(0, scores.length).boxed().toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparingDouble(i -> scores[i]));
    double sum = 0;
    for (int from = 0; from < order.length; ) {
      int to = from;
      long positives = 0;
      while (to < order.length && scores[order[to]] == scores[order[from]]) {
        positives += positive[order[to]] ? 1 : 0;
        to++;
      }
      sum += positives * ((from + 1 + to) / 2.0);
      from = to;
    }
    return sum;
  }
}
