package dev.nightshift.training.lm;

import dev.nightshift.training.data.Piece;
import dev.nightshift.training.data.SequenceFile;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of tokens for one forward pass, B rows of T positions.
 *
 * <p>Each row holds one or more segments. A position sees the positions of its own segment up to
 * itself, and positions count from 0 in each segment, so that packing several documents into a row
 * gives each the same result as a row of its own. Padding is a segment of its own. T is a multiple
 * of {@link #MULTIPLE}.
 *
 * <p>A target is a token that is to be predicted from the position before it; {@code owners} says
 * which sequence of the batch it belongs to.
 */
public final class TokenBatch {

  /** Matrix products change bits with few rows; multiples of 8 did not. */
  public static final int MULTIPLE = 8;

  private final int rows;
  private final int width;
  private final long[] ids;
  private final long[] positions;
  private final long[] segments;
  private final long[] predictors;
  private final long[] targets;
  private final long[] owners;
  private final int sequences;

  private TokenBatch(Builder builder) {
    this.rows = builder.rows;
    this.width = builder.width;
    this.ids = builder.ids;
    this.positions = builder.positions;
    this.segments = builder.segments;
    this.predictors = Arrays.copyOf(builder.predictors, builder.targetCount);
    this.targets = Arrays.copyOf(builder.targets, builder.targetCount);
    this.owners = Arrays.copyOf(builder.owners, builder.targetCount);
    this.sequences = builder.sequences;
  }

  /**
   * Gathers rows.
   *
   * @param file the sequences
   * @param rows the pieces of each row
   * @param padding the token that fills a row; it is never a target and nothing sees it
   */
  public static TokenBatch of(SequenceFile file, List<List<Piece>> rows, int padding) {
    int longest = 1;
    for (List<Piece> row : rows) {
      longest = Math.max(longest, row.stream().mapToInt(Piece::length).sum());
    }
    int width = (longest + MULTIPLE - 1) / MULTIPLE * MULTIPLE;
    Builder builder = new Builder(rows.size(), width, padding);
    for (int r = 0; r < rows.size(); r++) {
      int at = r * width;
      for (int s = 0; s < rows.get(r).size(); s++) {
        Piece piece = rows.get(r).get(s);
        int[] ids = file.ids(piece.sequence(), piece.from(), piece.length());
        builder.add(at, s, ids, file.firstTarget(piece.sequence()) - piece.from());
        at += piece.length();
      }
    }
    return new TokenBatch(builder);
  }

  /** Rows of one sequence each, given as they are; a test's or a prompt's way in. */
  public static TokenBatch of(List<int[]> sequences, int firstTarget, int padding) {
    int longest = sequences.stream().mapToInt(s -> s.length).max().orElse(1);
    int width = (longest + MULTIPLE - 1) / MULTIPLE * MULTIPLE;
    Builder builder = new Builder(sequences.size(), width, padding);
    for (int r = 0; r < sequences.size(); r++) {
      builder.add(r * width, 0, sequences.get(r), firstTarget);
    }
    return new TokenBatch(builder);
  }

  private static final class Builder {
    private final int rows;
    private final int width;
    private final long[] ids;
    private final long[] positions;
    private final long[] segments;
    private final long[] predictors;
    private final long[] targets;
    private final long[] owners;
    private int targetCount;
    private int sequences;

    Builder(int rows, int width, int padding) {
      this.rows = rows;
      this.width = width;
      int n = rows * width;
      this.ids = new long[n];
      this.positions = new long[n];
      this.segments = new long[n];
      this.predictors = new long[n];
      this.targets = new long[n];
      this.owners = new long[n];
      Arrays.fill(ids, padding);
      Arrays.fill(segments, -1);
    }

    void add(int at, int segment, int[] tokens, int firstTarget) {
      for (int i = 0; i < tokens.length; i++) {
        ids[at + i] = tokens[i];
        positions[at + i] = i;
        segments[at + i] = segment;
        if (i >= Math.max(1, firstTarget)) {
          predictors[targetCount] = at + i - 1;
          targets[targetCount] = tokens[i];
          owners[targetCount] = sequences;
          targetCount++;
        }
      }
      sequences++;
    }
  }

  /** B. */
  public int rows() {
    return rows;
  }

  /** T. */
  public int width() {
    return width;
  }

  /** Token ids, [B · T]. */
  public long[] ids() {
    return ids.clone();
  }

  /** Position of each token in its segment, [B · T]. */
  public long[] positions() {
    return positions.clone();
  }

  /** Segment of each token in its row, [B · T]; −1 is padding. */
  public long[] segments() {
    return segments.clone();
  }

  /** Whether some row holds more than one segment, so that a causal mask does not do. */
  public boolean packed() {
    return Arrays.stream(segments).anyMatch(s -> s > 0);
  }

  /** Flat index of the position that predicts each target, [N]. */
  public long[] predictors() {
    return predictors.clone();
  }

  /** Token id of each target, [N]. */
  public long[] targets() {
    return targets.clone();
  }

  /** The sequence that each target belongs to, [N], in the order of the rows and pieces. */
  public long[] owners() {
    return owners.clone();
  }

  /** Number of targets, N. */
  public int targetCount() {
    return targets.length;
  }

  /** Number of sequences, S. */
  public int sequences() {
    return sequences;
  }
}
