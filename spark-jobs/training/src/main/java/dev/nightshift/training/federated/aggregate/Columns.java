package dev.nightshift.training.federated.aggregate;

import java.util.Arrays;

/** Work on the values of one coordinate over all vectors, in growing order. */
final class Columns {

  private Columns() {}

  /** What is made of the sorted values of a coordinate. */
  @FunctionalInterface
  interface OfSorted {
    double of(double[] sorted);
  }

  static void each(float[][] vectors, float[] into, OfSorted work) {
    double[] column = new double[vectors.length];
    for (int i = 0; i < into.length; i++) {
      for (int v = 0; v < vectors.length; v++) {
        column[v] = vectors[v][i];
      }
      Arrays.sort(column);
      into[i] = (float) work.of(column);
    }
  }

  /** The middle value, or the mean of the two middle ones. */
  static double median(double[] sorted) {
    int n = sorted.length;
    return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
  }

  /** The mean of a stretch. */
  static double mean(double[] sorted, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += sorted[i];
    }
    return sum / (to - from);
  }
}
