package dev.nightshift.training.data;

import dev.nightshift.schema.random.CounterRandom;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntUnaryOperator;

/**
 * The order in which epochs visit examples so that those of a batch are of nearly equal length: a
 * pure function of (seed, epoch, lengths, batch size), the same on every worker.
 *
 * <p>The examples are shuffled by the counter-based generator of (seed, "order", epoch) and cut into
 * windows of {@link #WINDOW} batches. Inside a window they are sorted by length, examples of one
 * length in their shuffled order, and cut into batches; the batches of the whole epoch are shuffled
 * by that of (seed, "batches", epoch). Examples that complete the batch which the epoch before
 * began, and those that begin the batch which the next one completes, stay as they were shuffled.
 */
public final class LengthPlan {

  /** Batches of a window: enough for batches of nearly one length, few enough to mix them well. */
  static final int WINDOW = 64;

  private LengthPlan() {}

  /**
   * The order of an epoch.
   *
   * @param count number of examples
   * @param lengthOf the length of each
   * @param seed the run's seed
   * @param epoch the epoch, from 0
   * @param batchSize examples of a step
   */
  public static int[] order(
      int count, IntUnaryOperator lengthOf, long seed, long epoch, int batchSize) {
    int[] shuffled = RowPlan.order(count, seed, epoch);
    int head = (int) Math.min(count, Math.floorMod(-epoch * count, (long) batchSize));
    int batches = (count - head) / batchSize;
    int[] sorted = shuffled.clone();
    for (int from = 0; from < batches; from += WINDOW) {
      int to = Math.min(batches, from + WINDOW);
      sortByLength(sorted, head + from * batchSize, head + to * batchSize, lengthOf);
    }
    int[] places = new int[batches];
    Arrays.setAll(places, i -> i);
    CounterRandom.of(seed, "batches", epoch).shuffle(places);
    int[] order = sorted.clone();
    for (int i = 0; i < batches; i++) {
      System.arraycopy(
          sorted, head + places[i] * batchSize, order, head + i * batchSize, batchSize);
    }
    return order;
  }

  /** All examples, the shortest first; examples of one length in their own order. */
  public static int[] shortestFirst(int count, IntUnaryOperator lengthOf) {
    int[] order = new int[count];
    Arrays.setAll(order, i -> i);
    sortByLength(order, 0, count, lengthOf);
    return order;
  }

  private static void sortByLength(int[] order, int from, int to, IntUnaryOperator lengthOf) {
    int[] sorted =
        Arrays.stream(order, from, to)
            .boxed()
            .sorted(Comparator.comparingInt(lengthOf::applyAsInt))
            .mapToInt(Integer::intValue)
            .toArray();
    System.arraycopy(sorted, 0, order, from, sorted.length);
  }
}
