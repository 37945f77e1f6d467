package dev.nightshift.eval.task;

import dev.nightshift.eval.filter.FilterPipeline;
import dev.nightshift.eval.metric.AnswerMetric;
import dev.nightshift.eval.stats.Estimate;
import dev.nightshift.eval.stats.Interval;
import dev.nightshift.eval.stats.Normal;
import dev.nightshift.eval.stats.Wilson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The score of a task by one filter and one metric.
 *
 * @param filter name of the filter
 * @param metric name of the metric
 * @param higherIsBetter whether more is better
 * @param estimate mean, standard error and number of items
 * @param interval the 95 % interval: Wilson's where every score is 0 or 1, else the mean ± 1.96
 *     standard errors
 */
public record TaskScore(
    String filter, String metric, boolean higherIsBetter, Estimate estimate, Interval interval) {

  /** All scores of a task over its samples, whatever their order: they are summed by position. */
  public static List<TaskScore> of(TaskDefinition task, List<ScoredSample> samples) {
    List<ScoredSample> ordered =
        samples.stream()
            .sorted(Comparator.comparingInt((ScoredSample s) -> s.request().position()))
            .toList();
    List<TaskScore> scores = new ArrayList<>();
    for (FilterPipeline filter : task.filters()) {
      for (AnswerMetric metric : task.metrics()) {
        String name = TaskDefinition.scoreName(metric, filter);
        double[] values =
            ordered.stream().mapToDouble(s -> s.scores().getOrDefault(name, Double.NaN)).toArray();
        Estimate estimate = Estimate.of(values);
        scores.add(
            new TaskScore(
                filter.name(),
                metric.name(),
                metric.higherIsBetter(),
                estimate,
                interval(values, estimate)));
      }
    }
    return scores;
  }

  /** The 95 % interval of a mean. */
  static Interval interval(double[] values, Estimate estimate) {
    if (Arrays.stream(values).allMatch(v -> v == 0 || v == 1)) {
      return Wilson.interval((long) Arrays.stream(values).sum(), values.length);
    }
    double half = Normal.quantile(.975) * estimate.standardError();
    return Double.isNaN(half)
        ? new Interval(estimate.mean(), estimate.mean())
        : new Interval(estimate.mean() - half, estimate.mean() + half);
  }
}
