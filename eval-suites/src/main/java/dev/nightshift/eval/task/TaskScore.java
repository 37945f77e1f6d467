package dev.nightshift.eval.task;

import dev.nightshift.eval.filter.FilterPipeline;
import dev.nightshift.eval.metric.Aggregation;
import dev.nightshift.eval.metric.Aggregations;
import dev.nightshift.eval.stats.Clusters;
import dev.nightshift.eval.stats.Interval;
import dev.nightshift.eval.stats.Normal;
import dev.nightshift.eval.stats.Wilson;
import dev.nightshift.schema.identity.Digest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The score of a task by one filter and one metric.
 *
 * @param filter name of the filter
 * @param metric name of the score
 * @param aggregation how the scores of items became the score of the task
 * @param higherIsBetter whether more is better
 * @param value the score
 * @param standardError its standard error; NaN where there is none
 * @param n number of items
 * @param clusters number of clusters that the items come in; 0 where the task names none
 * @param interval the 95 % interval: Wilson's where every score is 0 or 1 and the score their mean,
 *     else the value ± 1.96 standard errors; of items in clusters always the latter
 */
public record TaskScore(
    String filter,
    String metric,
    Aggregation aggregation,
    boolean higherIsBetter,
    double value,
    double standardError,
    long n,
    long clusters,
    Interval interval) {

  /** All scores of a task over its samples, whatever their order: they are taken by position. */
  public static List<TaskScore> of(TaskDefinition task, List<ScoredSample> samples) {
    List<ScoredSample> ordered =
        samples.stream()
            .sorted(Comparator.comparingInt((ScoredSample s) -> s.request().position()))
            .toList();
    Clusters clusters =
        task.cluster() == null
            ? null
            : Clusters.of(ordered.stream().map(ScoredSample::cluster).toList());
    List<TaskScore> scores = new ArrayList<>();
    for (FilterPipeline filter : task.filters()) {
      for (TaskMetric metric : task.metrics()) {
        for (String score : metric.metric().scoreNames()) {
          String name = TaskDefinition.scoreName(score, filter);
          double[] values =
              ordered.stream()
                  .mapToDouble(s -> s.scores().getOrDefault(name, Double.NaN))
                  .toArray();
          double[] weights =
              ordered.stream().mapToDouble(s -> s.weights().getOrDefault(name, 1.0)).toArray();
          scores.add(of(task.name(), filter.name(), score, metric, values, weights, clusters));
        }
      }
    }
    return scores;
  }

  private static TaskScore of(
      String task,
      String filter,
      String score,
      TaskMetric metric,
      double[] values,
      double[] weights,
      @Nullable Clusters clusters) {
    Aggregation aggregation = metric.aggregation();
    double value = aggregation.value(values, weights);
    long seed = seed(task, score, filter);
    double error =
        clusters == null
            ? aggregation.standardError(values, weights, seed)
            : aggregation.clusteredError(values, weights, clusters, seed);
    return new TaskScore(
        filter,
        score,
        aggregation,
        metric.higherIsBetter(),
        value,
        error,
        values.length,
        clusters == null ? 0 : clusters.count(),
        clusters == null ? interval(aggregation, values, value, error) : interval(value, error));
  }

  /** A seed of its own for each score, so that resamples depend on nothing else. */
  private static long seed(String task, String score, String filter) {
    String hex = Digest.start().add("score-seed").add(task).add(score).add(filter).hex();
    return Long.parseLong(hex.substring(0, 15), 16);
  }

  /** The 95 % interval. */
  static Interval interval(Aggregation aggregation, double[] values, double value, double error) {
    if (aggregation.equals(Aggregations.MEAN)
        && Arrays.stream(values).allMatch(v -> v == 0 || v == 1)) {
      return Wilson.interval((long) Arrays.stream(values).sum(), values.length);
    }
    return interval(value, error);
  }

  private static Interval interval(double value, double error) {
    double half = Normal.quantile(.975) * error;
    return Double.isNaN(half)
        ? new Interval(value, value)
        : new Interval(value - half, value + half);
  }
}
