package dev.nightshift.eval.metric;

import java.util.List;

/**
 * The mean of the scores of several tasks.
 *
 * <p>m = Σ wᵢ mᵢ / Σ wᵢ with wᵢ = nᵢ or 1. The tasks' items are drawn independently, so the
 * standard error is √(Σ wᵢ² sᵢ²) / Σ wᵢ. (lm-evaluation-harness pools the variances of the items
 * instead, which is the same for tasks of one size and one score, and does not fit equal weights.)
 *
 * @param value the mean
 * @param standardError its standard error; NaN where a task has none
 * @param n number of items of all tasks
 */
public record GroupMean(double value, double standardError, long n) {

  /** What a task counts. */
  public enum Weighting {
    /** By its items. */
    BY_SIZE,
    /** As much as any other. */
    EQUAL
  }

  /**
   * The score of one task.
   *
   * @param value the score
   * @param standardError its standard error; NaN where there is none
   * @param n number of items
   */
  public record Part(double value, double standardError, long n) {}

  /**
   * The mean.
   *
   * @param parts at least one
   */
  public static GroupMean of(List<Part> parts, Weighting weighting) {
    double weights = 0;
    double sum = 0;
    double variance = 0;
    long n = 0;
    for (Part part : parts) {
      double weight = weighting == Weighting.BY_SIZE ? part.n() : 1;
      weights += weight;
      sum += weight * part.value();
      variance += weight * weight * part.standardError() * part.standardError();
      n += part.n();
    }
    return new GroupMean(sum / weights, Math.sqrt(variance) / weights, n);
  }
}
