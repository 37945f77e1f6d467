package dev.nightshift.curation.expect;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How often each category occurs. Lengths fall into buckets, four for each doubling, whose names
 * sort as the lengths do.
 *
 * @param counts category to number of rows
 */
public record Distribution(Map<String, Long> counts) {

  private static final int PER_DOUBLING = 4;
  private static final int BUCKETS = 31 * PER_DOUBLING + 1;

  /** The smallest length of each bucket from the second on: 2 to the power of k/4, rounded up. */
  private static final long[] BOUNDS = bounds();

  public Distribution {
    counts = Collections.unmodifiableMap(new TreeMap<>(counts));
  }

  private static long[] bounds() {
    long[] bounds = new long[BUCKETS];
    for (int k = 0; k < BUCKETS; k++) {
      bounds[k] = (long) Math.ceil(StrictMath.pow(2, (double) k / PER_DOUBLING));
    }
    return bounds;
  }

  /** The bucket of a length. */
  public static String bucket(long length) {
    int bucket = 0;
    while (bucket < BUCKETS && BOUNDS[bucket] <= length) {
      bucket++;
    }
    long from = bucket == 0 ? 0 : BOUNDS[bucket - 1];
    return String.format(java.util.Locale.ROOT, "%010d", from);
  }

  /** Number of rows. */
  public long total() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * How far this distribution is from the mean of others, each of which has the same weight.
   *
   * @param before at least one with rows
   */
  public double divergence(Divergence divergence, Collection<Distribution> before) {
    TreeSet<String> categories = new TreeSet<>(counts.keySet());
    before.forEach(d -> categories.addAll(d.counts().keySet()));
    double[] now = new double[categories.size()];
    double[] mean = new double[categories.size()];
    long used = before.stream().filter(d -> d.total() > 0).count();
    int i = 0;
    for (String category : categories) {
      now[i] = share(category);
      for (Distribution other : before) {
        mean[i] += other.share(category) / used;
      }
      i++;
    }
    return divergence.of(now, mean);
  }

  private double share(String category) {
    long total = total();
    return total == 0 ? 0 : (double) counts.getOrDefault(category, 0L) / total;
  }
}
