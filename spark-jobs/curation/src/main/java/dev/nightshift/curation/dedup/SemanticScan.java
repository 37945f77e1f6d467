package dev.nightshift.curation.dedup;

import dev.nightshift.curation.embed.Vectors;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rows of a cluster whose vectors are nearly those of an earlier row (SemDeDup: Abbas et
 * al. 2023, section 3). Rows come in the order in which they are to be kept. A row goes if its
 * cosine with a row that stays is at least the threshold, so that each row that goes has one that
 * stands for it; the paper compares with rows that went as well.
 *
 * <p>A row is compared with the first {@value #MOST} rows that stay in a cluster, which bounds time
 * and memory. Not safe for use by several threads.
 */
public final class SemanticScan {

  /** Most rows that stay of a cluster and are compared with. */
  public static final int MOST = 10_000;

  /**
   * The row that stands for another one.
   *
   * @param row its number
   * @param similarity cosine with it
   */
  public record Match(long row, double similarity) {}

  private final double threshold;
  private final List<float[]> kept = new ArrayList<>();
  private final List<Long> rows = new ArrayList<>();
  private long cluster = -1;

  /** A scan with the smallest cosine of two duplicates. */
  public SemanticScan(double threshold) {
    this.threshold = threshold;
  }

  /** Looks at the next row; rows of a cluster follow each other. Null where the row stays. */
  public @Nullable Match next(long ofCluster, long row, float[] vector) {
    if (ofCluster != cluster) {
      cluster = ofCluster;
      kept.clear();
      rows.clear();
    }
    int best = -1;
    double largest = threshold;
    for (int i = 0; i < kept.size(); i++) {
      double cosine = Vectors.dot(vector, kept.get(i));
      if (cosine > largest || (best < 0 && cosine >= threshold)) {
        largest = cosine;
        best = i;
      }
    }
    if (best >= 0) {
      return new Match(rows.get(best), Math.min(1, largest));
    }
    if (kept.size() < MOST) {
      kept.add(vector);
      rows.add(row);
    }
    return null;
  }
}
