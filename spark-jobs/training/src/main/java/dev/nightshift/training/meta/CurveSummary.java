package dev.nightshift.training.meta;

import dev.nightshift.eval.stats.Estimate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What a set of adaptation curves says: for each number of steps the mean over episodes with its 95
 * % interval, mean ± 1.96 standard errors, as few-shot results are published.
 */
public final class CurveSummary {

  private static final double NORMAL_95 = 1.959963984540054;

  private CurveSummary() {}

  /**
   * Means and ends of intervals by name: {@code PREFIX/loss/3} after three steps, with {@code /low}
   * and {@code /high}; the same of {@code accuracy} where it means something.
   *
   * @param curves in the order of their numbers; their points are equally many
   */
  public static Map<String, Double> of(String prefix, List<Adaptation.Curve> curves) {
    Map<String, Double> values = new LinkedHashMap<>();
    put(values, prefix + "/loss", curves, Adaptation.Curve::losses);
    put(values, prefix + "/accuracy", curves, Adaptation.Curve::accuracies);
    return values;
  }

  private static void put(
      Map<String, Double> values,
      String name,
      List<Adaptation.Curve> curves,
      Function<Adaptation.Curve, double[]> of) {
    List<double[]> all = new ArrayList<>();
    curves.forEach(curve -> all.add(of.apply(curve)));
    int points = all.get(0).length;
    for (int at = 0; at < points; at++) {
      int step = at;
      double[] sample = all.stream().mapToDouble(curve -> curve[step]).toArray();
      Estimate estimate = Estimate.of(sample);
      if (!Double.isNaN(estimate.mean())) {
        values.put(name + "/" + at, estimate.mean());
        if (sample.length > 1) {
          double half = NORMAL_95 * estimate.standardError();
          values.put(name + "/" + at + "/low", estimate.mean() - half);
          values.put(name + "/" + at + "/high", estimate.mean() + half);
        }
      }
    }
  }
}
