package dev.nightshift.training.policy;

import dev.nightshift.training.data.RowPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Which rollouts the steps of an iteration learn from: each epoch goes through all of them in an
 * order of its own, mini-batch by mini-batch; the last one may be smaller. The rollouts of a step
 * are divided into micro-batches of neighbours in length. A pure function of seed, iteration and
 * lengths, the same on every worker.
 */
public final class MiniBatches {

  private final int[] lengths;
  private final int batchSize;
  private final int microBatchSize;
  private final int epochs;
  private final long seed;
  private final long iteration;

  /**
   * A plan.
   *
   * @param lengths tokens of each rollout, prompt included
   * @param batchSize rollouts of a step
   * @param microBatchSize rollouts of a micro-batch
   * @param epochs passes over the rollouts
   * @param seed the run's seed
   * @param iteration the iteration, from 0
   */
  public MiniBatches(
      int[] lengths, int batchSize, int microBatchSize, int epochs, long seed, long iteration) {
    this.lengths = lengths.clone();
    this.batchSize = batchSize;
    this.microBatchSize = microBatchSize;
    this.epochs = epochs;
    this.seed = seed;
    this.iteration = iteration;
  }

  /** Steps of an epoch over so many rollouts. */
  public static int stepsOfEpoch(int rollouts, int batchSize) {
    return (rollouts + batchSize - 1) / batchSize;
  }

  /**
   * The micro-batches of a step.
   *
   * @param step the step within the iteration, from 0
   */
  public List<int[]> step(int step) {
    int perEpoch = stepsOfEpoch(lengths.length, batchSize);
    int epoch = step / perEpoch;
    int[] order = RowPlan.order(lengths.length, seed, "mini-batches", iteration * epochs + epoch);
    int from = step % perEpoch * batchSize;
    Integer[] some =
        Arrays.stream(order, from, Math.min(lengths.length, from + batchSize))
            .boxed()
            .sorted(
                Comparator.<Integer>comparingInt(i -> lengths[i])
                    .thenComparing(Comparator.naturalOrder()))
            .toArray(Integer[]::new);
    List<int[]> parts = new ArrayList<>();
    for (int at = 0; at < some.length; at += microBatchSize) {
      parts.add(
          Arrays.stream(some, at, Math.min(some.length, at + microBatchSize))
              .mapToInt(Integer::intValue)
              .toArray());
    }
    return parts;
  }

  /** The micro-batches of the first epoch, step after step: all rollouts, once each. */
  public List<int[]> firstEpoch() {
    List<int[]> parts = new ArrayList<>();
    for (int step = 0; step < stepsOfEpoch(lengths.length, batchSize); step++) {
      parts.addAll(step(step));
    }
    return parts;
  }
}
