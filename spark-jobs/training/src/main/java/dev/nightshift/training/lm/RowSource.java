package dev.nightshift.training.lm;

import dev.nightshift.training.data.EpochCursor;
import dev.nightshift.training.data.Piece;
import dev.nightshift.training.data.RowPlan;
import dev.nightshift.training.data.RowPlan.Layout;
import dev.nightshift.training.data.SequenceFile;
import dev.nightshift.training.trainer.BatchSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Batches of rows: step s takes rows (s − 1) · b to s · b − 1 of the endless run of epochs, where b
 * is the global batch size.
 */
public final class RowSource implements BatchSource<TokenBatch> {

  private final SequenceFile file;
  private final EpochCursor<RowPlan> cursor;
  private final int batchSize;
  private final int microBatchSize;
  private final int padding;

  /**
   * A source.
   *
   * @param file the sequences; stays the caller's to close
   * @param seed the run's seed
   * @param rowLength tokens of a row
   * @param layout packed or padded
   * @param batchSize rows of a step
   * @param microBatchSize rows of a micro-batch; the last of a step may have fewer
   * @param padding the token that fills rows
   */
  public RowSource(
      SequenceFile file,
      long seed,
      int rowLength,
      Layout layout,
      int batchSize,
      int microBatchSize,
      int padding) {
    this.file = file;
    this.cursor =
        new EpochCursor<>(epoch -> RowPlan.of(file, seed, epoch, rowLength, layout), RowPlan::rows);
    this.batchSize = batchSize;
    this.microBatchSize = microBatchSize;
    this.padding = padding;
  }

  /** Number of rows of the first epochs. */
  public long rowsOf(long epochs) {
    return cursor.positions(epochs);
  }

  @Override
  public MicroBatches<TokenBatch> batch(long step, Map<String, Tensor> parameters) {
    return new MicroBatches<>() {
      @Override
      public int count() {
        return (batchSize + microBatchSize - 1) / microBatchSize;
      }

      @Override
      public TokenBatch get(int index) {
        int from = index * microBatchSize;
        int to = Math.min(batchSize, from + microBatchSize);
        List<List<Piece>> rows = new ArrayList<>();
        for (int i = from; i < to; i++) {
          EpochCursor.Place<RowPlan> place = cursor.at((step - 1) * batchSize + i);
          rows.add(place.plan().row(place.index()));
        }
        return TokenBatch.of(file, rows, padding);
      }
    };
  }
}
