package dev.nightshift.eval.metric;

import dev.nightshift.eval.stats.ClusteredError;
import dev.nightshift.eval.stats.Clusters;
import dev.nightshift.eval.stats.Estimate;
import dev.nightshift.eval.stats.RatioEstimate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The aggregations that task files can name, with the formulas of lm-evaluation-harness. x are
 * values, w weights; all items in their order.
 */
public final class Aggregations {

  /** Σ x / n; the standard error is s / √n. */
  public static final Aggregation MEAN =
      new Named("mean", (x, w) -> Estimate.of(x).mean()) {
        @Override
        public double standardError(double[] values, double[] weights, long seed) {
          return Estimate.of(values).standardError();
        }

        @Override
        public double clusteredError(
            double[] values, double[] weights, Clusters clusters, long seed) {
          return ClusteredError.of(values, clusters.names()).standardError();
        }
      };

  /** Σ w x / Σ w; NaN where no item has weight. */
  public static final Aggregation WEIGHTED_MEAN =
      new Named("weighted_mean", Aggregations::weightedMean);

  /** The mean of the values that are numbers; NaN where none is. */
  public static final Aggregation NANMEAN = new Named("nanmean", Aggregations::nanMean);

  /** The value at place ⌊n / 2⌋ of the sorted ones. */
  public static final Aggregation MEDIAN = new Named("median", Aggregations::median);

  /** exp(−Σ x / n) of log-likelihoods x. */
  public static final Aggregation PERPLEXITY =
      new Named("perplexity", (x, w) -> Math.exp(-Estimate.of(x).mean())) {
        @Override
        public double standardError(double[] values, double[] weights, long seed) {
          Estimate mean = Estimate.of(values);
          return Math.exp(-mean.mean()) * mean.standardError();
        }
      };

  /** exp(−Σ x / Σ w) of log-likelihoods x over w units. */
  public static final Aggregation WEIGHTED_PERPLEXITY =
      new Named("weighted_perplexity", (x, w) -> Math.exp(-RatioEstimate.of(x, w).value())) {
        @Override
        public double standardError(double[] values, double[] weights, long seed) {
          RatioEstimate ratio = RatioEstimate.of(values, weights);
          return Math.exp(-ratio.value()) * ratio.standardError();
        }
      };

  /** −Σ x / (Σ w · ln 2) of log-likelihoods x over w bytes. */
  public static final Aggregation BITS_PER_BYTE =
      new Named("bits_per_byte", (x, w) -> -RatioEstimate.of(x, w).value() / Math.log(2)) {
        @Override
        public double standardError(double[] values, double[] weights, long seed) {
          return RatioEstimate.of(values, weights).standardError() / Math.log(2);
        }
      };

  /** F1 of class 1; x is the class that was found, w the right one. */
  public static final Aggregation F1 = new Named("f1", Classification::f1);

  /** Matthews' correlation over any number of classes; x is what was found, w what is right. */
  public static final Aggregation MATTHEWS =
      new Named("matthews_corrcoef", Classification::matthews);

  /** The mean of the items' Brier scores; the standard error is s / √n. */
  public static final Aggregation BRIER_SCORE =
      new Named("brier_score", (x, w) -> Estimate.of(x).mean()) {
        @Override
        public double standardError(double[] values, double[] weights, long seed) {
          return Estimate.of(values).standardError();
        }

        @Override
        public double clusteredError(
            double[] values, double[] weights, Clusters clusters, long seed) {
          return ClusteredError.of(values, clusters.names()).standardError();
        }
      };

  private static final List<Aggregation> ALL =
      List.of(
          MEAN,
          WEIGHTED_MEAN,
          NANMEAN,
          MEDIAN,
          PERPLEXITY,
          WEIGHTED_PERPLEXITY,
          BITS_PER_BYTE,
          F1,
          MATTHEWS,
          BRIER_SCORE);

  private Aggregations() {}

  /** The aggregation of that name. */
  public static Optional<Aggregation> find(String name) {
    return ALL.stream().filter(each -> each.name().equals(name)).findFirst();
  }

  /** All names, for messages. */
  public static List<String> names() {
    return ALL.stream().map(Aggregation::name).toList();
  }

  private static double nanMean(double[] values, double[] weights) {
    double[] numbers = Arrays.stream(values).filter(x -> !Double.isNaN(x)).toArray();
    return numbers.length == 0 ? Double.NaN : Estimate.of(numbers).mean();
  }

  /** An item without weight does not count, even where its value is no number. */
  private static double weightedMean(double[] values, double[] weights) {
    double[] products = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      products[i] = weights[i] == 0 ? 0 : values[i] * weights[i];
    }
    return RatioEstimate.of(products, weights).value();
  }

  private static double median(double[] values, double[] weights) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** A formula of values and weights. */
  @FunctionalInterface
  private interface Formula {
    double of(double[] values, double[] weights);
  }

  /** A formula with its name. */
  private static class Named implements Aggregation {
    private final String name;
    private final Formula formula;

    private Named(String name, Formula formula) {
      this.name = name;
      this.formula = formula;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public double value(double[] values, double[] weights) {
      return formula.of(values, weights);
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
