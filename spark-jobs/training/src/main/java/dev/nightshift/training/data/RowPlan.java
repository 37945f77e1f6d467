package dev.nightshift.training.data;

import dev.nightshift.schema.random.CounterRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which pieces of which sequences make up the rows of an epoch: a pure function of (seed, epoch,
 * lengths), the same on every worker.
 *
 * <p>The sequences are shuffled by the counter-based generator of (seed, "order", epoch). When
 * packing, pieces follow each other into a row as long as they fit, and a sequence longer than a
 * row is cut into rows. Without packing each sequence has a row of its own, cut at the row's
 * length. Then the rows are shuffled by the generator of (seed, "rows", epoch): a document of many
 * rows would else be all that some steps see.
 */
public final class RowPlan {

  /** How sequences come into rows. */
  public enum Layout {
    /** Several sequences a row; they do not see each other. */
    PACKED,
    /** One sequence a row, padded. */
    PADDED
  }

  private final int[] rowStarts;
  private final int[] sequences;
  private final int[] froms;
  private final int[] lengths;

  private final int[] order;

  private RowPlan(List<int[]> pieces, List<Integer> starts, long seed, long epoch) {
    this.sequences = pieces.stream().mapToInt(p -> p[0]).toArray();
    this.froms = pieces.stream().mapToInt(p -> p[1]).toArray();
    this.lengths = pieces.stream().mapToInt(p -> p[2]).toArray();
    this.rowStarts = starts.stream().mapToInt(Integer::intValue).toArray();
    this.order = order(rowStarts.length, seed, "rows", epoch);
  }

  /**
   * The rows of an epoch.
   *
   * @param file the sequences
   * @param seed the run's seed
   * @param epoch the epoch, from 0
   * @param rowLength tokens of a row
   * @param layout packed or padded
   */
  public static RowPlan of(SequenceFile file, long seed, long epoch, int rowLength, Layout layout) {
    List<int[]> pieces = new ArrayList<>();
    List<Integer> starts = new ArrayList<>();
    int filled = rowLength;
    for (int sequence : order(file.count(), seed, epoch)) {
      int length = file.length(sequence);
      int usable = layout == Layout.PACKED ? length : Math.min(length, rowLength);
      for (int from = 0; from < usable; from += rowLength) {
        int n = Math.min(rowLength, usable - from);
        if (!hasTarget(file, sequence, from, n)) {
          continue;
        }
        if (layout == Layout.PADDED || filled + n > rowLength) {
          starts.add(pieces.size());
          filled = 0;
        }
        pieces.add(new int[] {sequence, from, n});
        filled += n;
      }
    }
    return new RowPlan(pieces, starts, seed, epoch);
  }

  /** A piece of one token, or one that ends before the answer starts, teaches nothing. */
  public static boolean hasTarget(SequenceFile file, int sequence, int from, int length) {
    return length > 1 && file.firstTarget(sequence) < from + length;
  }

  /** The order in which an epoch visits {@code count} things. */
  public static int[] order(int count, long seed, long epoch) {
    return order(count, seed, "order", epoch);
  }

  /**
   * The order in which an epoch visits {@code count} things, drawn for a purpose of its own.
   *
   * @param purpose names what is visited, so that no two orders of a run hang together
   */
  public static int[] order(int count, long seed, String purpose, long epoch) {
    int[] order = IntStream.range(0, count).toArray();
    CounterRandom.of(seed, purpose, epoch).shuffle(order);
    return order;
  }

  /** Number of rows. */
  public int rows() {
    return rowStarts.length;
  }

  /** The pieces of the row of an index, in order. */
  public List<Piece> row(int row) {
    int packed = order[row];
    int end = packed + 1 < rowStarts.length ? rowStarts[packed + 1] : sequences.length;
    List<Piece> pieces = new ArrayList<>();
    for (int i = rowStarts[packed]; i < end; i++) {
      pieces.add(new Piece(sequences[i], froms[i], lengths[i]));
    }
    return pieces;
  }
}
