package dev.nightshift.training.meta;

import dev.nightshift.eval.stats.Estimate;
import dev.nightshift.eval.stats.Interval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What a set of adaptation curves says: for each number of steps the mean over episodes with its 95
 * % interval, mean ± 1.96 standard errors, as few-shot results are published.
 *
 * <p>That interval is of the tasks at hand. Where many episodes are of one task, what other tasks
 * would give is told by the interval over tasks: m ± t_{.975, G−1} s / √G with the mean m and the
 * deviation s of the means of the G tasks (Student 1908).
 */
public final class CurveSummary {

  private static final double NORMAL_95 = 1.959963984540054;

  private CurveSummary() {}

  /**
   * Means and ends of intervals by name: {@code PREFIX/loss/3} after three steps, with {@code /low}
   * and {@code /high}; the same of {@code accuracy} and of {@code exact} (whole answers) where they
   * mean something.
   *
   * @param curves in the order of their numbers; their points are equally many
   */
  public static Map<String, Double> of(String prefix, List<Adaptation.Curve> curves) {
    Map<String, Double> values = new LinkedHashMap<>();
    put(values, prefix, curves, CurveSummary::overEpisodes);
    return values;
  }

  /** The ends of the intervals over tasks, {@code /task-low} and {@code /task-high}. */
  public static Map<String, Double> overTasks(String prefix, List<Adaptation.Curve> curves) {
    Map<String, Double> values = new LinkedHashMap<>();
    put(values, prefix, curves, CurveSummary::overTasks);
    return values;
  }

  /** Adds what is to be said of one point. */
  private interface Point {
    void put(Map<String, Double> values, String name, double[] sample, List<String> tasks);
  }

  private static void put(
      Map<String, Double> values, String prefix, List<Adaptation.Curve> curves, Point point) {
    put(values, prefix + "/loss", curves, Adaptation.Curve::losses, point);
    put(values, prefix + "/accuracy", curves, Adaptation.Curve::accuracies, point);
    put(values, prefix + "/exact", curves, Adaptation.Curve::wholes, point);
  }

  private static void put(
      Map<String, Double> values,
      String name,
      List<Adaptation.Curve> curves,
      Function<Adaptation.Curve, double[]> of,
      Point point) {
    List<String> tasks = curves.stream().map(Adaptation.Curve::task).toList();
    int points = of.apply(curves.get(0)).length;
    for (int at = 0; at < points; at++) {
      int step = at;
      double[] sample = curves.stream().mapToDouble(curve -> of.apply(curve)[step]).toArray();
      if (!Double.isNaN(Estimate.of(sample).mean())) {
        point.put(values, name + "/" + at, sample, tasks);
      }
    }
  }

  private static void overEpisodes(
      Map<String, Double> values, String name, double[] sample, List<String> tasks) {
    Estimate estimate = Estimate.of(sample);
    values.put(name, estimate.mean());
    if (sample.length > 1) {
      double half = NORMAL_95 * estimate.standardError();
      values.put(name + "/low", estimate.mean() - half);
      values.put(name + "/high", estimate.mean() + half);
    }
  }

  private static void overTasks(
      Map<String, Double> values, String name, double[] sample, List<String> tasks) {
    Map<String, List<Double>> ofTasks = new TreeMap<>();
    for (int i = 0; i < sample.length; i++) {
      ofTasks.computeIfAbsent(tasks.get(i), task -> new ArrayList<>()).add(sample[i]);
    }
    double[] means =
        ofTasks.values().stream()
            .mapToDouble(
                own -> Estimate.of(own.stream().mapToDouble(Double::doubleValue).toArray()).mean())
            .toArray();
    if (means.length > 1) {
      Interval interval = Estimate.of(means).student();
      values.put(name + "/task-low", interval.low());
      values.put(name + "/task-high", interval.high());
    }
  }
}
