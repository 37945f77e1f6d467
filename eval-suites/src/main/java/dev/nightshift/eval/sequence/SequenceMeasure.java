package dev.nightshift.eval.sequence;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What is read from a {@link TransferMatrix} R of T tasks, numbered from 1 here.
 *
 * <p>Sources: Lopez-Paz and Ranzato, arXiv 1706.08840, equations 2 to 4 (average accuracy and
 * transfers); Chaudhry et al., "Riemannian walk for incremental learning", arXiv 1801.10112,
 * equations 3 to 5 (forgetting, intransigence); Gama, Sebastião and Rodrigues, Machine Learning 90,
 * 2013 (test, then train).
 */
public enum SequenceMeasure {
  /** 1/T Σ_j R_{T,j}. */
  AVERAGE_ACCURACY("average accuracy", true, 1, m -> mean(m, 0, j -> m.at(m.size() - 1, j))),

  /** 1/(T − 1) Σ_{j < T} R_{T,j} − R_{j,j}: negative where later training spoilt earlier tasks. */
  BACKWARD_TRANSFER(
      "backward transfer", true, 2, m -> mean(m, -1, j -> m.at(m.size() - 1, j) - m.at(j, j))),

  /** 1/(T − 1) Σ_{j > 1} R_{j−1,j} − b_j: what training on earlier tasks gave to later ones. */
  FORWARD_TRANSFER(
      "forward transfer",
      true,
      2,
      m -> mean(m, 1, j -> m.at(j - 1, j) - required(m.before()).get(j))),

  /** 1/(T − 1) Σ_{j < T} max_{l < T} R_{l,j} − R_{T,j}. */
  FORGETTING("forgetting", false, 2, m -> mean(m, -1, j -> best(m, j) - m.at(m.size() - 1, j))),

  /** 1/T Σ_j a*_j − R_{j,j}: what the sequence could not learn that a model alone can. */
  INTRANSIGENCE(
      "intransigence", false, 1, m -> mean(m, 0, j -> required(m.alone()).get(j) - m.at(j, j))),

  /** 1/T Σ_j R_{j,j}: what is learned when it is taught. */
  PLASTICITY("plasticity", true, 1, m -> mean(m, 0, j -> m.at(j, j))),

  /** 1/(T − 1) Σ_{j < T} R_{T,j}: what of it is there in the end. */
  STABILITY("stability", true, 2, m -> mean(m, -1, j -> m.at(m.size() - 1, j))),

  /** 2SP / (S + P), the harmonic mean of stability and plasticity. */
  STABILITY_PLASTICITY(
      "stability-plasticity",
      true,
      2,
      m -> {
        double s = STABILITY.formula.applyAsDouble(m);
        double p = PLASTICITY.formula.applyAsDouble(m);
        return s + p == 0 ? 0 : 2 * s * p / (s + p);
      }),

  /** 1/T Σ_j R_{j−1,j} with R_{0,j} = b_j: each night's model is asked before it learns. */
  ONLINE_ACCURACY(
      "online accuracy",
      true,
      1,
      m -> mean(m, 0, j -> j == 0 ? required(m.before()).get(0) : m.at(j - 1, j)));

  private final String label;
  private final boolean higherIsBetter;
  private final int fewestTasks;
  private final ToDoubleFunction<TransferMatrix> formula;

  SequenceMeasure(
      String label,
      boolean higherIsBetter,
      int fewestTasks,
      ToDoubleFunction<TransferMatrix> formula) {
    this.label = label;
    this.higherIsBetter = higherIsBetter;
    this.fewestTasks = fewestTasks;
    this.formula = formula;
  }

  /** The name in reports. */
  public String label() {
    return label;
  }

  /** Whether more is better. */
  public boolean higherIsBetter() {
    return higherIsBetter;
  }

  /** The measure; empty where the matrix has too few tasks, or lacks what the measure needs. */
  public OptionalDouble of(TransferMatrix matrix) {
    boolean known =
        switch (this) {
          case FORWARD_TRANSFER, ONLINE_ACCURACY -> matrix.before() != null;
          case INTRANSIGENCE -> matrix.alone() != null;
          case AVERAGE_ACCURACY,
              BACKWARD_TRANSFER,
              FORGETTING,
              PLASTICITY,
              STABILITY,
              STABILITY_PLASTICITY ->
              true;
        };
    return known && matrix.size() >= fewestTasks
        ? OptionalDouble.of(formula.applyAsDouble(matrix))
        : OptionalDouble.empty();
  }

  private interface OfTask {
    double at(int task);
  }

  /** The mean over all tasks, those but the last (−1), or those but the first (1). */
  private static double mean(TransferMatrix matrix, int leftOut, OfTask value) {
    int from = Math.max(0, leftOut);
    int to = matrix.size() + Math.min(0, leftOut);
    double sum = 0;
    for (int j = from; j < to; j++) {
      sum += value.at(j);
    }
    return sum / (to - from);
  }

  private static double best(TransferMatrix matrix, int task) {
    double best = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < matrix.size() - 1; i++) {
      best = Math.max(best, matrix.at(i, task));
    }
    return best;
  }

  private static List<Double> required(@Nullable List<Double> baseline) {
    return Objects.requireNonNull(baseline, "the matrix lacks a baseline");
  }
}
