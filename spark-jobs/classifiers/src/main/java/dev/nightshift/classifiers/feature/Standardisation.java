package dev.nightshift.classifiers.feature;

import java.io.Serializable;

/**
 * Shifts and scales dense statistics: {@code (x - mean) / deviation}, held within ±{@link #LIMIT}
 * so that an odd text cannot drown the other features. A deviation of 0 gives 0.
 */
public final class Standardisation implements Serializable {

  /** The largest absolute value that comes out. */
  public static final double LIMIT = 6;

  private static final long serialVersionUID = 1L;

  private final double[] mean;
  private final double[] deviation;

  /**
   * Keeps copies.
   *
   * @param mean mean of each statistic
   * @param deviation standard deviation of each, at least 0
   */
  public Standardisation(double[] mean, double[] deviation) {
    if (mean.length != TextStatistics.COUNT || deviation.length != TextStatistics.COUNT) {
      throw new IllegalArgumentException(
          "there are "
              + TextStatistics.COUNT
              + " statistics, got "
              + mean.length
              + " means and "
              + deviation.length
              + " deviations");
    }
    for (int i = 0; i < mean.length; i++) {
      if (!Double.isFinite(mean[i]) || !(deviation[i] >= 0) || Double.isInfinite(deviation[i])) {
        throw new IllegalArgumentException(
            "statistic "
                + TextStatistics.NAMES.get(i)
                + " has mean "
                + mean[i]
                + " and deviation "
                + deviation[i]);
      }
    }
    this.mean = mean.clone();
    this.deviation = deviation.clone();
  }

  /** The standardised value of one statistic, in single precision as the network takes it. */
  public float apply(int statistic, double value) {
    if (deviation[statistic] == 0) {
      return 0;
    }
    double z = (value - mean[statistic]) / deviation[statistic];
    return (float) Math.max(-LIMIT, Math.min(LIMIT, z));
  }

  /** Mean of each statistic. */
  public double[] mean() {
    return mean.clone();
  }

  /** Standard deviation of each statistic. */
  public double[] deviation() {
    return deviation.clone();
  }

  /**
   * Writes the whole feature vector into an array: the standardised statistics, then the buckets.
   *
   * @param features of a text
   * @param target filled from {@code offset}; what lies between must be 0 already
   * @param offset where the vector starts
   */
  public void write(TextFeatures features, float[] target, int offset) {
    double[] statistics = features.statistics();
    for (int i = 0; i < statistics.length; i++) {
      target[offset + i] = apply(i, statistics[i]);
    }
    for (int i = 0; i < features.filledBuckets(); i++) {
      target[offset + statistics.length + features.bucket(i)] = features.weight(i);
    }
  }
}
