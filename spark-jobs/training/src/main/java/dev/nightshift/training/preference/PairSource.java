package dev.nightshift.training.preference;

import dev.nightshift.training.data.EpochCursor;
import dev.nightshift.training.data.LengthPlan;
import dev.nightshift.training.data.PairFile;
import dev.nightshift.training.preference.loss.StepStatistics;
import dev.nightshift.training.trainer.BatchSource;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Batches of examples of nearly equal length; each epoch visits the examples in an order of its
 * own. What the loss must know of a whole step is computed when the step is asked for.
 */
final class PairSource implements BatchSource<PairBatch> {

  /** Tells the statistics of a step before its gradients. */
  @FunctionalInterface
  interface Statistics {
    /** Of a step over these examples. */
    StepStatistics of(Map<String, Tensor> parameters, int[] examples);
  }

  private final PairReader reader;
  private final Statistics statistics;
  private final EpochCursor<int[]> cursor;
  private final int batchSize;
  private final int microBatchSize;

  /**
   * A source.
   *
   * @param reader makes the batches
   * @param statistics of each step
   * @param seed the run's seed
   * @param batchSize examples of a step
   * @param microBatchSize examples of a micro-batch; the last of a step may have fewer
   */
  PairSource(
      PairReader reader, Statistics statistics, long seed, int batchSize, int microBatchSize) {
    this.reader = reader;
    this.statistics = statistics;
    PairFile pairs = reader.data().pairs();
    this.cursor =
        new EpochCursor<>(
            epoch -> LengthPlan.order(pairs.count(), pairs::length, seed, epoch, batchSize),
            order -> order.length);
    this.batchSize = batchSize;
    this.microBatchSize = microBatchSize;
  }

  @Override
  public MicroBatches<PairBatch> batch(long step, Map<String, Tensor> parameters) {
    int[] examples = new int[batchSize];
    for (int i = 0; i < batchSize; i++) {
      EpochCursor.Place<int[]> place = cursor.at((step - 1) * batchSize + i);
      examples[i] = place.plan()[place.index()];
    }
    StepStatistics known = statistics.of(parameters, examples);
    return new MicroBatches<>() {
      @Override
      public int count() {
        return (batchSize + microBatchSize - 1) / microBatchSize;
      }

      @Override
      public PairBatch get(int index) {
        return reader.batch(StepMeasure.part(examples, index, microBatchSize)).with(known);
      }
    };
  }
}
