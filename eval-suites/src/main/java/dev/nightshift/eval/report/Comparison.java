package dev.nightshift.eval.report;

import dev.nightshift.eval.metric.Aggregation;
import dev.nightshift.eval.stats.Clusters;
import dev.nightshift.eval.stats.DetectableEffect;
import dev.nightshift.eval.stats.Estimate;
import dev.nightshift.eval.stats.McNemar;
import dev.nightshift.eval.stats.Normal;
import dev.nightshift.eval.stats.PairedBootstrap;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * A model against its baseline, on the same items.
 *
 * @param baseline name of the baseline
 * @param delta value minus the baseline's
 * @param test how it was tested
 * @param p two-sided p value of no difference, corrected for the number of comparisons
 * @param detectable smallest true difference that so many items would show, at α .05 and power .8
 * @param verdict better, worse, or no difference shown, at .05
 */
public record Comparison(
    String baseline, double delta, PairedTest test, double p, double detectable, Verdict verdict) {

  private static final double ALPHA = .05;
  private static final int AGGREGATE_RESAMPLES = 2_000;

  /**
   * Compares scores: by McNemar's exact test where all are 0 or 1, else by the paired bootstrap.
   *
   * @param baseline name of the baseline
   * @param before the baseline's scores, one per item
   * @param after the model's, on the same items in the same order
   * @param higherIsBetter direction of the metric
   * @param seed seed of the bootstrap
   */
  public static Comparison paired(
      String baseline, double[] before, double[] after, boolean higherIsBetter, long seed) {
    if (before.length != after.length || before.length == 0) {
      throw new IllegalArgumentException(
          "scores of the same items are needed, were " + before.length + " and " + after.length);
    }
    double[] differences = new double[before.length];
    for (int i = 0; i < before.length; i++) {
      differences[i] = after[i] - before[i];
    }
    boolean binary = isBinary(before) && isBinary(after);
    double p =
        binary
            ? McNemar.exact(
                Arrays.stream(differences).filter(d -> d < 0).count(),
                Arrays.stream(differences).filter(d -> d > 0).count())
            : PairedBootstrap.of(before, after, seed).p();
    Estimate difference = Estimate.of(differences);
    double deviation = difference.n() < 2 ? 0 : difference.deviation();
    if (deviation == 0 && binary) {
      deviation = DetectableEffect.unseenDeviation(difference.n());
    }
    return new Comparison(
        baseline,
        difference.mean(),
        binary ? PairedTest.MCNEMAR : PairedTest.BOOTSTRAP,
        p,
        DetectableEffect.of(deviation, difference.n()),
        verdict(difference.mean(), p, higherIsBetter));
  }

  /**
   * Compares scores that are no means of items, such as perplexities, by the paired bootstrap of
   * the aggregate. The detectable difference follows from the deviation of the resamples.
   *
   * @param baseline name of the baseline
   * @param aggregation from items to the score
   * @param before values and weights of the baseline's items
   * @param after the model's, on the same items in the same order
   * @param higherIsBetter direction of the metric
   * @param seed seed of the bootstrap
   */
  public static Comparison aggregated(
      String baseline,
      Aggregation aggregation,
      Weighted before,
      Weighted after,
      boolean higherIsBetter,
      long seed) {
    return bootstrapped(
        baseline,
        aggregation,
        before,
        after,
        new Drawn(PairedTest.BOOTSTRAP, before.values().length, drawn -> drawn),
        higherIsBetter,
        seed);
  }

  /**
   * Compares any scores of items that come in clusters, by the paired bootstrap of the clusters:
   * items of a cluster are no independent evidence of a difference.
   *
   * @param clusters the cluster of each item; the other parameters as above
   */
  public static Comparison clustered(
      String baseline,
      Aggregation aggregation,
      Weighted before,
      Weighted after,
      Clusters clusters,
      boolean higherIsBetter,
      long seed) {
    return bootstrapped(
        baseline,
        aggregation,
        before,
        after,
        new Drawn(PairedTest.CLUSTER_BOOTSTRAP, clusters.count(), clusters::items),
        higherIsBetter,
        seed);
  }

  /** What is drawn: so many things, each of which stands for items. */
  private record Drawn(PairedTest test, int things, UnaryOperator<int[]> items) {}

  private static Comparison bootstrapped(
      String baseline,
      Aggregation aggregation,
      Weighted before,
      Weighted after,
      Drawn draws,
      boolean higherIsBetter,
      long seed) {
    int n = before.values().length;
    if (n == 0 || after.values().length != n) {
      throw new IllegalArgumentException(
          "scores of the same items are needed, were " + n + " and " + after.values().length);
    }
    double delta = after.score(aggregation) - before.score(aggregation);
    PairedBootstrap bootstrap =
        PairedBootstrap.ofStatistic(
            draws.things(),
            delta,
            seed,
            AGGREGATE_RESAMPLES,
            .95,
            drawn -> {
              int[] items = draws.items().apply(drawn);
              return after.at(items).score(aggregation) - before.at(items).score(aggregation);
            });
    double error =
        (bootstrap.interval().high() - bootstrap.interval().low()) / (2 * Normal.quantile(.975));
    return new Comparison(
        baseline,
        delta,
        draws.test(),
        bootstrap.p(),
        DetectableEffect.of(error, 1),
        verdict(delta, bootstrap.p(), higherIsBetter));
  }

  /** Values of items with their partners in an aggregation, in the order of the items. */
  public record Weighted(double[] values, double[] weights) {

    public Weighted {
      if (values.length != weights.length) {
        throw new IllegalArgumentException(
            values.length + " values, " + weights.length + " weights");
      }
    }

    double score(Aggregation aggregation) {
      return aggregation.value(values, weights);
    }

    Weighted at(int[] drawn) {
      return new Weighted(
          Arrays.stream(drawn).mapToDouble(i -> values[i]).toArray(),
          Arrays.stream(drawn).mapToDouble(i -> weights[i]).toArray());
    }
  }

  /** The same comparison with a corrected p value, and the verdict that follows from it. */
  public Comparison corrected(double correctedP, boolean higherIsBetter) {
    return new Comparison(
        baseline, delta, test, correctedP, detectable, verdict(delta, correctedP, higherIsBetter));
  }

  private static Verdict verdict(double delta, double p, boolean higherIsBetter) {
    if (p >= ALPHA || delta == 0) {
      return Verdict.NO_DIFFERENCE_SHOWN;
    }
    return delta > 0 == higherIsBetter ? Verdict.BETTER : Verdict.WORSE;
  }

  private static boolean isBinary(double[] values) {
    return Arrays.stream(values).allMatch(v -> v == 0 || v == 1);
  }
}
