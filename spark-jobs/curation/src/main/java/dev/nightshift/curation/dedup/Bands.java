package dev.nightshift.curation.dedup;

import java.io.Serializable;

/**
 * How a signature is cut for locality-sensitive hashing: two rows are candidates when all hashes of
 * at least one band agree. For a similarity s that happens with probability {@code P(s) = 1 − (1 −
 * s^r)^b} (Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", section 3.4.2).
 *
 * @param count number of bands, b
 * @param rows hashes in a band, r
 */
public record Bands(int count, int rows) implements Serializable {

  private static final int STEPS = 1000;

  public Bands {
    if (count < 1 || rows < 1) {
      throw new IllegalArgumentException("bands are " + count + " x " + rows);
    }
  }

  /** Number of hashes that the bands use, b · r. */
  public int hashes() {
    return count * rows;
  }

  /** Probability that two rows of a similarity, from 0 to 1, become candidates. */
  public double probability(double similarity) {
    return -Math.expm1(count * Math.log1p(-Math.pow(similarity, rows)));
  }

  /**
   * The bands with the smallest sum of both errors, weighted equally: the area under P below the
   * threshold (rows that are compared in vain) and the area above P beyond it (rows that are
   * missed). Of equal sums the fewest bands win.
   */
  public static Bands best(double threshold, int hashes) {
    Bands best = new Bands(1, 1);
    double smallest = Double.POSITIVE_INFINITY;
    for (int b = 1; b <= hashes; b++) {
      for (int r = 1; r <= hashes / b; r++) {
        Bands bands = new Bands(b, r);
        double error =
            0.5 * bands.area(0, threshold)
                + 0.5 * ((1 - threshold) - bands.area(threshold, 1 - threshold));
        if (error < smallest) {
          smallest = error;
          best = bands;
        }
      }
    }
    return best;
  }

  /** The area under P over {@code [from, from + width]}, by the midpoint rule. */
  private double area(double from, double width) {
    double sum = 0;
    for (int i = 0; i < STEPS; i++) {
      sum += probability(from + (i + 0.5) * width / STEPS);
    }
    return sum * width / STEPS;
  }

  /**
   * The bands that find pairs at the threshold with at least a given probability, and compare the
   * fewest others: P is steepest with the most rows in a band, and of those with the fewest bands.
   *
   * @param recall smallest P(threshold), below 1
   * @throws IllegalArgumentException if that many hashes cannot give that recall
   */
  public static Bands forRecall(double threshold, double recall, int hashes) {
    for (int r = hashes; r >= 1; r--) {
      for (int b = fewest(threshold, recall, r); (long) b * r <= hashes; b++) {
        Bands bands = new Bands(b, r);
        if (bands.probability(threshold) >= recall) {
          return bands;
        }
      }
    }
    throw new IllegalArgumentException(
        hashes + " hashes cannot find " + recall + " of the pairs of similarity " + threshold);
  }

  /** About the fewest bands that could do; never more than needed. */
  private static int fewest(double threshold, double recall, int rows) {
    double missed = Math.log1p(-Math.pow(threshold, rows));
    double bands = missed == 0 ? Integer.MAX_VALUE : Math.log1p(-recall) / missed;
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE / 2, Math.floor(bands)));
  }

  /**
   * Reads bands as they are written, {@code 14x8} for 14 bands of 8 hashes.
   *
   * @throws IllegalArgumentException if it reads otherwise
   */
  public static Bands parse(String text) {
    String[] parts = text.split("x", -1);
    if (parts.length != 2 || !parts[0].matches("[0-9]{1,5}") || !parts[1].matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException("'" + text + "' are no bands");
    }
    return new Bands(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
  }

  @Override
  public String toString() {
    return count + "x" + rows;
  }
}
