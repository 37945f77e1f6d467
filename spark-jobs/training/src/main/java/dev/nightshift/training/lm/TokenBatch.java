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
 * <p>A fork is a row of several answers to one prompt: the prompt is a segment, the trunk, and each
 * answer one that sees the trunk and itself, with positions that go on where the trunk ends. So the
 * prompt goes through the model once, and each answer has the result of a row of its own.
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
  private final long[] trunks;
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
    this.trunks = builder.trunks;
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
    int width = width(longest);
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
    int width = width(longest);
    Builder builder = new Builder(sequences.size(), width, padding);
    for (int r = 0; r < sequences.size(); r++) {
      builder.add(r * width, 0, sequences.get(r), firstTarget);
    }
    return new TokenBatch(builder);
  }

  /**
   * Forks: one row for each list of sequences, which begin with the same prompt, up to their first
   * target. A sequence without tokens is counted and has no target; one that stands alone is an
   * ordinary row.
   *
   * @param file the sequences
   * @param forks the sequences of each row
   * @param padding the token that fills a row
   */
  public static TokenBatch ofForks(SequenceFile file, List<int[]> forks, int padding) {
    int longest = forks.stream().mapToInt(fork -> forkLength(file, fork)).max().orElse(1);
    int width = width(longest);
    Builder builder = new Builder(forks.size(), width, padding);
    for (int r = 0; r < forks.size(); r++) {
      int[] fork = forks.get(r);
      if (Arrays.stream(fork).filter(s -> file.length(s) > 0).count() == 1) {
        for (int sequence : fork) {
          builder.add(r * width, 0, file.ids(sequence), file.firstTarget(sequence));
        }
      } else {
        builder.addFork(r * width, file, fork);
      }
    }
    return new TokenBatch(builder);
  }

  /** Tokens of a fork: its prompt once, and all of its answers. */
  public static int forkLength(SequenceFile file, int[] sequences) {
    int length = 0;
    for (int sequence : sequences) {
      if (file.length(sequence) > 0) {
        length += length == 0 ? file.length(sequence) : file.length(sequence) - file.firstTarget(sequence);
      }
    }
    return length;
  }

  private static int width(int longest) {
    return (Math.max(1, longest) + MULTIPLE - 1) / MULTIPLE * MULTIPLE;
  }

  private static final class Builder {
    private final int rows;
    private final int width;
    private final long[] ids;
    private final long[] positions;
    private final long[] segments;
    private final long[] trunks;
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
      this.trunks = new long[n];
      this.predictors = new long[n];
      this.targets = new long[n];
      this.owners = new long[n];
      Arrays.fill(ids, padding);
      Arrays.fill(segments, -1);
      Arrays.fill(trunks, -1);
    }

    void add(int at, int segment, int[] tokens, int firstTarget) {
      for (int i = 0; i < tokens.length; i++) {
        put(at + i, tokens[i], i, segment, segment);
        if (i >= Math.max(1, firstTarget)) {
          target(tokens[i], at + i - 1);
        }
      }
      sequences++;
    }

    /** The trunk at the start of the row, then each answer behind the one before. */
    void addFork(int at, SequenceFile file, int[] fork) {
      int[] trunk = {};
      int to = at;
      int branch = 0;
      for (int sequence : fork) {
        int[] tokens = file.ids(sequence);
        int prompt = file.firstTarget(sequence);
        if (trunk.length == 0) {
          trunk = Arrays.copyOf(tokens, Math.min(tokens.length, prompt));
          for (int i = 0; i < trunk.length; i++) {
            put(to++, trunk[i], i, 0, 0);
          }
        } else if (tokens.length > 0
            && !Arrays.equals(trunk, 0, trunk.length, tokens, 0, Math.min(tokens.length, prompt))) {
          throw new IllegalArgumentException("sequence " + sequence + " has another prompt");
        }
        branch++;
        for (int i = trunk.length; i < tokens.length; i++) {
          target(tokens[i], i == trunk.length ? at + i - 1 : to - 1);
          put(to++, tokens[i], i, branch, 0);
        }
        sequences++;
      }
    }

    private void put(int at, int id, int position, long segment, long trunk) {
      ids[at] = id;
      positions[at] = position;
      segments[at] = segment;
      trunks[at] = trunk;
    }

    private void target(int id, int predictor) {
      predictors[targetCount] = predictor;
      targets[targetCount] = id;
      owners[targetCount] = sequences;
      targetCount++;
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

  /**
   * The segment that each token sees beside its own, [B · T]: its own again, or the trunk of its
   * fork.
   */
  public long[] trunks() {
    return trunks.clone();
  }

  /** Whether some row is a fork. */
  public boolean forked() {
    return !Arrays.equals(segments, trunks);
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

  /** Number of targets of each sequence, [S]. */
  public int[] targetsOfSequences() {
    int[] counts = new int[sequences];
    for (long owner : owners) {
      counts[(int) owner]++;
    }
    return counts;
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
