package dev.nightshift.training.lm;

import dev.nightshift.schema.error.WorkException;
import dev.nightshift.schema.random.CounterRandom;
import dev.nightshift.training.curriculum.Assembly;
import dev.nightshift.training.data.Piece;
import dev.nightshift.training.data.RowPlan;
import dev.nightshift.training.data.RowPlan.Layout;
import dev.nightshift.training.data.SequenceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import org.bytedeco.pytorch.Tensor;

/**
 * Rows of the sequences that a curriculum gives. Padded, a sequence has a row of its own, cut at
 * the row's length. Packed, sequences follow each other into a row as long as they fit, in their
 * order; of one longer than a row a piece is taken, drawn by (seed, step).
 */
final class CurriculumRows implements Assembly<TokenBatch> {

  private final SequenceFile file;
  private final long seed;
  private final int rowLength;
  private final Layout layout;
  private final int batchSize;
  private final int microBatchSize;
  private final int padding;

  CurriculumRows(
      SequenceFile file,
      long seed,
      int rowLength,
      Layout layout,
      int batchSize,
      int microBatchSize,
      int padding) {
    this.file = file;
    this.seed = seed;
    this.rowLength = rowLength;
    this.layout = layout;
    this.batchSize = batchSize;
    this.microBatchSize = microBatchSize;
    this.padding = padding;
  }

  @Override
  public int least() {
    return batchSize;
  }

  @Override
  public Filled<TokenBatch> fill(long step, Map<String, Tensor> parameters, IntSupplier examples) {
    CounterRandom random = CounterRandom.of(seed, "curriculum-pieces", step);
    List<List<Piece>> rows = new ArrayList<>();
    List<Integer> taken = new ArrayList<>();
    int filled = rowLength;
    int misses = 0;
    while (true) {
      int sequence = examples.getAsInt();
      Piece piece = piece(sequence, random);
      if (!RowPlan.hasTarget(file, sequence, piece.from(), piece.length())) {
        if (++misses > 2 * file.count()) {
          throw new WorkException(
              "the examples that the curriculum allows have nothing to learn",
              "training",
              "Raise --start-competence, or the maximum length.");
        }
        continue;
      }
      if (layout == Layout.PADDED || filled + piece.length() > rowLength) {
        if (rows.size() == batchSize) {
          return filled(rows, taken);
        }
        rows.add(new ArrayList<>());
        filled = 0;
      }
      rows.get(rows.size() - 1).add(piece);
      taken.add(sequence);
      filled += piece.length();
    }
  }

  /** The rows of single examples, each in a row of its own. */
  TokenBatch single(int[] sequences) {
    List<List<Piece>> rows = new ArrayList<>();
    for (int sequence : sequences) {
      rows.add(List.of(new Piece(sequence, 0, Math.min(rowLength, file.length(sequence)))));
    }
    return TokenBatch.of(file, rows, padding);
  }

  private Piece piece(int sequence, CounterRandom random) {
    int length = file.length(sequence);
    int pieces = layout == Layout.PADDED ? 1 : Math.max(1, (length + rowLength - 1) / rowLength);
    int from = pieces == 1 ? 0 : random.nextInt(pieces) * rowLength;
    return new Piece(sequence, from, Math.min(rowLength, length - from));
  }

  private Filled<TokenBatch> filled(List<List<Piece>> rows, List<Integer> taken) {
    return new Filled<>(
        taken.stream().mapToInt(Integer::intValue).toArray(),
        (batchSize + microBatchSize - 1) / microBatchSize,
        index ->
            TokenBatch.of(
                file,
                rows.subList(
                    index * microBatchSize, Math.min(batchSize, (index + 1) * microBatchSize)),
                padding));
  }
}
