package dev.nightshift.training.preference;

import dev.nightshift.training.data.EpochCursor;
import dev.nightshift.training.data.Piece;
import dev.nightshift.training.data.RowPlan;
import dev.nightshift.training.data.SequenceFile;
import dev.nightshift.training.lm.TokenBatch;
import dev.nightshift.training.trainer.BatchSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Batches of pairs. Pair i of the file is made of its sequences 2i (preferred) and 2i + 1; each
 * epoch visits the pairs in an order of its own.
 */
public final class PairSource implements BatchSource<PairBatch> {

  private final SequenceFile file;
  private final ReferenceLogProbs reference;
  private final EpochCursor<int[]> cursor;
  private final int batchSize;
  private final int microBatchSize;
  private final int padding;

  /**
   * A source.
   *
   * @param file the sequences, two a pair, none longer than a row; stays the caller's to close
   * @param reference log-probabilities under the reference
   * @param seed the run's seed
   * @param batchSize pairs of a step
   * @param microBatchSize pairs of a micro-batch; the last of a step may have fewer
   * @param padding the token that fills rows
   */
  public PairSource(
      SequenceFile file,
      ReferenceLogProbs reference,
      long seed,
      int batchSize,
      int microBatchSize,
      int padding) {
    this.file = file;
    this.reference = reference;
    this.cursor =
        new EpochCursor<>(
            epoch -> RowPlan.order(file.count() / 2, seed, epoch), order -> order.length);
    this.batchSize = batchSize;
    this.microBatchSize = microBatchSize;
    this.padding = padding;
  }

  @Override
  public MicroBatches<PairBatch> batch(long step, Map<String, Tensor> parameters) {
    return new MicroBatches<>() {
      @Override
      public int count() {
        return (batchSize + microBatchSize - 1) / microBatchSize;
      }

      @Override
      public PairBatch get(int index) {
        int from = index * microBatchSize;
        int to = Math.min(batchSize, from + microBatchSize);
        int[] pairs = new int[to - from];
        for (int i = from; i < to; i++) {
          EpochCursor.Place<int[]> place = cursor.at((step - 1) * batchSize + i);
          pairs[i - from] = place.plan()[place.index()];
        }
        return pairs(file, reference, pairs, padding);
      }
    };
  }

  /** Pairs of a file by their numbers. */
  static PairBatch pairs(SequenceFile file, ReferenceLogProbs reference, int[] pairs, int padding) {
    double[] chosen = new double[pairs.length];
    double[] rejected = new double[pairs.length];
    for (int i = 0; i < pairs.length; i++) {
      chosen[i] = reference.chosen(pairs[i]);
      rejected[i] = reference.rejected(pairs[i]);
    }
    return new PairBatch(tokens(file, pairs, padding), chosen, rejected);
  }

  /** The rows of pairs of a file. */
  static TokenBatch tokens(SequenceFile file, int[] pairs, int padding) {
    List<List<Piece>> rows = new ArrayList<>();
    for (int pair : pairs) {
      for (int sequence = 2 * pair; sequence < 2 * pair + 2; sequence++) {
        rows.add(List.of(new Piece(sequence, 0, file.length(sequence))));
      }
    }
    return TokenBatch.of(file, rows, padding);
  }
}
