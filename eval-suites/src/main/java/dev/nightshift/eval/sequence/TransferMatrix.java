package dev.nightshift.eval.sequence;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Scores of a sequence of models on a sequence of tasks: R_{i,j} is the score on task j after
 * training on task i, both from 0. Higher is better. Source: Lopez-Paz and Ranzato, "Gradient
 * episodic memory for continual learning", arXiv 1706.08840, section 2.
 *
 * @param tasks names of the T tasks, in the order of training
 * @param scores R, T rows of T scores
 * @param before b_j, the score on task j before any of the training; null where it is not known
 * @param alone a*_j, the score on task j of a model that was trained on it alone or on all at once;
 *     null where it is not known
 */
public record TransferMatrix(
    List<String> tasks,
    List<List<Double>> scores,
    @Nullable List<Double> before,
    @Nullable List<Double> alone) {

  public TransferMatrix {
    tasks = List.copyOf(tasks);
    scores = scores.stream().map(List::copyOf).toList();
    before = before == null ? null : List.copyOf(before);
    alone = alone == null ? null : List.copyOf(alone);
    int size = tasks.size();
    if (size == 0
        || scores.size() != size
        || scores.stream().anyMatch(row -> row.size() != size)
        || (before != null && before.size() != size)
        || (alone != null && alone.size() != size)) {
      throw new IllegalArgumentException(
          "a matrix of " + size + " tasks needs as many rows, columns and baselines");
    }
  }

  /** A matrix of plain numbers. */
  public static TransferMatrix of(double[][] scores, double @Nullable [] before) {
    return new TransferMatrix(
        IntStream.range(0, scores.length).mapToObj(j -> "task " + j).toList(),
        Arrays.stream(scores).map(TransferMatrix::list).toList(),
        before == null ? null : list(before),
        null);
  }

  /** Number of tasks T. */
  public int size() {
    return tasks.size();
  }

  /** R_{i,j}. */
  public double at(int after, int task) {
    return scores.get(after).get(task);
  }

  static List<Double> list(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }
}
