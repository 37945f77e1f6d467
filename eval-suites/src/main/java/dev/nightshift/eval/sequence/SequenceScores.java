package dev.nightshift.eval.sequence;

import dev.nightshift.eval.stats.ItemBootstrap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The items behind a {@link TransferMatrix}: scores of every model of the sequence on the same
 * items of every task. Standard errors are bootstrapped over the items; an item's scores under all
 * models are drawn together, as they are of one item.
 */
public final class SequenceScores {

  private static final long SEED = 1;

  private final List<String> tasks;
  // By task, by model (row 0 is the model before the sequence where there is one), by item.
  private final List<double[][]> scores;
  private final boolean hasBefore;
  private final @Nullable List<double[]> alone;

  private SequenceScores(
      List<String> tasks,
      List<double[][]> scores,
      boolean hasBefore,
      @Nullable List<double[]> alone) {
    this.tasks = tasks;
    this.scores = scores;
    this.hasBefore = hasBefore;
    this.alone = alone;
  }

  /**
   * Scores by item.
   *
   * @param tasks names of the tasks in the order of training
   * @param scores for each task: for each model the scores of the task's items, in one order. T
   *     models, one after each task, or T + 1 with the model before the sequence first
   * @param alone for each task the scores of a model that was trained on it alone, on the same
   *     items; null where there is none
   */
  public static SequenceScores of(
      List<String> tasks, List<double[][]> scores, @Nullable List<double[]> alone) {
    int size = tasks.size();
    if (size == 0 || scores.size() != size || (alone != null && alone.size() != size)) {
      throw new IllegalArgumentException(
          size + " tasks with scores of " + scores.size() + " tasks");
    }
    int models = scores.get(0).length;
    if (models != size && models != size + 1) {
      throw new IllegalArgumentException(
          size + " tasks need " + size + " models, or one more for the start, not " + models);
    }
    for (int j = 0; j < size; j++) {
      int items = scores.get(j).length == 0 ? 0 : scores.get(j)[0].length;
      boolean even = scores.get(j).length == models && items > 0;
      for (double[] row : scores.get(j)) {
        even &= row.length == items;
      }
      if (!even || (alone != null && alone.get(j).length != items)) {
        throw new IllegalArgumentException(
            "task " + tasks.get(j) + " needs the same items for all models");
      }
    }
    return new SequenceScores(List.copyOf(tasks), List.copyOf(scores), models == size + 1, alone);
  }

  /** The matrix of means. */
  public TransferMatrix matrix() {
    int[][] all = new int[tasks.size()][];
    for (int j = 0; j < all.length; j++) {
      all[j] = IntStream.range(0, scores.get(j)[0].length).toArray();
    }
    return matrix(all);
  }

  /**
   * Test, then train: each task under the model that had not been trained on it yet, in the order
   * of training; empty where the model before the sequence is not known.
   */
  public List<Prequential.Point> online() {
    List<double[]> nights = new ArrayList<>();
    for (int j = 0; hasBefore && j < tasks.size(); j++) {
      nights.add(scores.get(j)[j]);
    }
    return Prequential.of(nights, Prequential.FADING);
  }

  /** Every measure that the matrix gives, with its bootstrapped standard error. */
  public List<SequenceEstimate> estimates() {
    TransferMatrix matrix = matrix();
    int[] sizes = scores.stream().mapToInt(task -> task[0].length).toArray();
    List<SequenceEstimate> estimates = new ArrayList<>();
    for (SequenceMeasure measure : SequenceMeasure.values()) {
      OptionalDouble value = measure.of(matrix);
      if (value.isPresent()) {
        ItemBootstrap error =
            ItemBootstrap.of(
                sizes,
                SEED,
                ItemBootstrap.RESAMPLES,
                drawn -> measure.of(matrix(drawn)).orElseThrow());
        estimates.add(
            new SequenceEstimate(
                measure,
                value.getAsDouble(),
                error.standardError(),
                error.interval(),
                Arrays.stream(sizes).asLongStream().sum()));
      }
    }
    return estimates;
  }

  private TransferMatrix matrix(int[][] drawn) {
    int size = tasks.size();
    double[][] r = new double[size][size];
    double[] before = new double[size];
    double[] best = new double[size];
    for (int j = 0; j < size; j++) {
      for (int i = 0; i < size; i++) {
        r[i][j] = mean(scores.get(j)[i + (hasBefore ? 1 : 0)], drawn[j]);
      }
      before[j] = mean(scores.get(j)[0], drawn[j]);
      best[j] = alone == null ? 0 : mean(alone.get(j), drawn[j]);
    }
    return new TransferMatrix(
        tasks,
        Arrays.stream(r).map(TransferMatrix::list).toList(),
        hasBefore ? TransferMatrix.list(before) : null,
        alone == null ? null : TransferMatrix.list(best));
  }

  private static double mean(double[] values, int[] at) {
    double sum = 0;
    for (int i : at) {
      sum += values[i];
    }
    return sum / at.length;
  }
}
