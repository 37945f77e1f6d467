package dev.nightshift.training.data;

import dev.nightshift.training.trainer.BatchSource;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;

/**
 * Batches of examples by their numbers; each epoch visits them in an order of its own, which follows
 * from the seed.
 *
 * @param <B> a micro-batch
 */
public final class ShuffledSource<B> implements BatchSource<B> {

  private final EpochCursor<int[]> cursor;
  private final int batchSize;
  private final int microBatchSize;
  private final Function<int[], B> batchOf;

  /**
   * A source.
   *
   * @param count number of examples, at least 1
   * @param seed the run's seed
   * @param batchSize examples of a step
   * @param microBatchSize examples of a micro-batch; the last of a step may have fewer
   * @param batchOf the micro-batch of some examples
   */
  public ShuffledSource(
      int count, long seed, int batchSize, int microBatchSize, Function<int[], B> batchOf) {
    this.cursor =
        new EpochCursor<>(epoch -> RowPlan.order(count, seed, epoch), order -> order.length);
    this.batchSize = batchSize;
    this.microBatchSize = microBatchSize;
    this.batchOf = batchOf;
  }

  @Override
  public MicroBatches<B> batch(long step, Map<String, Tensor> parameters) {
    return new MicroBatches<>() {
      @Override
      public int count() {
        return parts(batchSize, microBatchSize);
      }

      @Override
      public B get(int index) {
        int[] examples = part(index, batchSize, microBatchSize);
        for (int i = 0; i < examples.length; i++) {
          EpochCursor.Place<int[]> place = cursor.at((step - 1) * batchSize + examples[i]);
          examples[i] = place.plan()[place.index()];
        }
        return batchOf.apply(examples);
      }
    };
  }

  /** Into how many parts of a size so many things go. */
  public static int parts(int count, int size) {
    return (count + size - 1) / size;
  }

  /** The numbers of the things of a part. */
  public static int[] part(int index, int count, int size) {
    int[] numbers = new int[Math.min(count - index * size, size)];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = index * size + i;
    }
    return numbers;
  }
}
