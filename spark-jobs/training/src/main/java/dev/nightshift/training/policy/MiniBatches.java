package dev.nightshift.training.policy;

import dev.nightshift.training.data.RowPlan;
import dev.nightshift.training.state.TrainingSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Which rollouts the steps of an iteration learn from: each epoch goes through all groups in an
 * order of its own, mini-batch by mini-batch; the last one may be smaller. Answers of a step to one
 * prompt are a fork, whose prompt goes through the model once, as long as they have no more than
 * {@link #FORK_TOKENS} tokens: what attention spends on longer ones is more than the prompt is
 * worth. The forks of a step are divided into micro-batches of neighbours in length. A pure
 * function of seed, iteration and lengths, the same on every worker.
 */
public final class MiniBatches {

  /** Most tokens of the answers of a fork, unless it has a single one. */
  static final int FORK_TOKENS = 512;

  private final int[] prompts;
  private final int[] answers;
  private final int groupSize;
  private final int batchSize;
  private final int microBatchSize;
  private final int epochs;
  private final long seed;
  private final long iteration;

  /**
   * A plan.
   *
   * @param prompts tokens of each rollout's prompt; the rollouts stand group by group
   * @param answers tokens of each rollout's answer
   * @param groupSize answers to each prompt
   * @param training sizes of a step and of a micro-batch in rollouts, and the run's seed
   * @param epochs passes over the rollouts
   * @param iteration the iteration, from 0
   */
  public MiniBatches(
      int[] prompts,
      int[] answers,
      int groupSize,
      TrainingSettings training,
      int epochs,
      long iteration) {
    if (prompts.length != answers.length || prompts.length % groupSize != 0) {
      throw new IllegalArgumentException(
          answers.length + " answers to " + prompts.length + " prompts, in groups of " + groupSize);
    }
    this.prompts = prompts.clone();
    this.answers = answers.clone();
    this.groupSize = groupSize;
    this.batchSize = training.batchSize();
    this.microBatchSize = training.microBatchSize();
    this.epochs = epochs;
    this.seed = training.seed();
    this.iteration = iteration;
  }

  /** Steps of an epoch over so many rollouts. */
  public static int stepsOfEpoch(int rollouts, int batchSize) {
    return (rollouts + batchSize - 1) / batchSize;
  }

  /**
   * What goes through the model together.
   *
   * @param forks rollouts with one prompt each, a row each
   */
  public record MicroBatch(List<int[]> forks) {

    public MicroBatch {
      forks = List.copyOf(forks);
    }

    /** All rollouts, row by row. */
    public int[] rollouts() {
      return forks.stream().flatMapToInt(Arrays::stream).toArray();
    }
  }

  /**
   * The micro-batches of a step.
   *
   * @param step the step within the iteration, from 0
   */
  public List<MicroBatch> step(int step) {
    int rollouts = answers.length;
    int perEpoch = stepsOfEpoch(rollouts, batchSize);
    int epoch = step / perEpoch;
    int[] groups =
        RowPlan.order(rollouts / groupSize, seed, "mini-batches", iteration * epochs + epoch);
    int from = step % perEpoch * batchSize;
    List<int[]> forks = new ArrayList<>();
    for (int at = from; at < Math.min(rollouts, from + batchSize); ) {
      int first = groups[at / groupSize] * groupSize + at % groupSize;
      int most = Math.min(groupSize - at % groupSize, Math.min(rollouts, from + batchSize) - at);
      int[] fork = fork(first, Math.min(most, microBatchSize));
      forks.add(fork);
      at += fork.length;
    }
    forks.sort(Comparator.comparingInt(this::tokens).thenComparingInt(fork -> fork[0]));
    return packed(forks);
  }

  /** As many answers from one on as a fork takes. */
  private int[] fork(int first, int most) {
    int size = 1;
    int tokens = answers[first];
    while (size < most && tokens + answers[first + size] <= FORK_TOKENS) {
      tokens += answers[first + size];
      size++;
    }
    int[] fork = new int[size];
    Arrays.setAll(fork, i -> first + i);
    return fork;
  }

  private int tokens(int[] fork) {
    return prompts[fork[0]] + Arrays.stream(fork).map(rollout -> answers[rollout]).sum();
  }

  private List<MicroBatch> packed(List<int[]> forks) {
    List<MicroBatch> parts = new ArrayList<>();
    List<int[]> part = new ArrayList<>();
    int size = 0;
    for (int[] fork : forks) {
      if (!part.isEmpty() && size + fork.length > microBatchSize) {
        parts.add(new MicroBatch(part));
        part = new ArrayList<>();
        size = 0;
      }
      part.add(fork);
      size += fork.length;
    }
    if (!part.isEmpty()) {
      parts.add(new MicroBatch(part));
    }
    return parts;
  }

  /** The rollouts of a step, micro-batch by micro-batch. */
  public int[] rollouts(int step) {
    return step(step).stream().flatMapToInt(part -> Arrays.stream(part.rollouts())).toArray();
  }

  /** The micro-batches of the first epoch, step after step: all rollouts, once each. */
  public List<MicroBatch> firstEpoch() {
    List<MicroBatch> parts = new ArrayList<>();
    for (int step = 0; step < stepsOfEpoch(answers.length, batchSize); step++) {
      parts.addAll(step(step));
    }
    return parts;
  }
}
