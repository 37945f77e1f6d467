package dev.nightshift.training.reward;

import java.util.Arrays;

/**
 * Pairs in buckets of about equal size by the difference of their answers' lengths, from those whose
 * preferred answer is the shortest against the other to those where it is the longest. Bucket k of B
 * begins at the (k/B)-quantile; equal differences are never divided, so a bucket may be empty.
 */
final class LengthBuckets {

  private final int[] starts;

  private LengthBuckets(int[] starts) {
    this.starts = starts;
  }

  /**
   * Buckets of these differences.
   *
   * @param differences at least one
   * @param buckets at least one
   */
  static LengthBuckets of(int[] differences, int buckets) {
    int[] sorted = differences.clone();
    Arrays.sort(sorted);
    int[] starts = new int[buckets - 1];
    for (int k = 1; k < buckets; k++) {
      starts[k - 1] = sorted[(int) ((long) k * sorted.length / buckets)];
    }
    return new LengthBuckets(starts);
  }

  /** The bucket of a difference, from 0. */
  int of(int difference) {
    int bucket = 0;
    while (bucket < starts.length && starts[bucket] <= difference) {
      bucket++;
    }
    return bucket;
  }

  /** How many there are, empty ones included. */
  int count() {
    return starts.length + 1;
  }
}
