package dev.nightshift.eval.task;

import dev.nightshift.eval.filter.FilterPipeline;
import dev.nightshift.eval.metric.AnswerMetric;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A request with the answer and its scores.
 *
 * @param request what was asked
 * @param output what the model said
 * @param filtered the answer that the first filter found
 * @param scores {@linkplain TaskDefinition#scoreName metric,filter} to score
 */
public record ScoredSample(
    TaskRequest request, String output, String filtered, Map<String, Double> scores) {

  public ScoredSample {
    scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
  }

  /** Scores an answer by all filters and metrics of a task. */
  public static ScoredSample of(TaskDefinition task, TaskRequest request, String output) {
    Map<String, Double> scores = new LinkedHashMap<>();
    for (FilterPipeline filter : task.filters()) {
      String answer = filter.answers(List.of(output), Map.of()).get(0);
      for (AnswerMetric metric : task.metrics()) {
        scores.put(
            TaskDefinition.scoreName(metric, filter), metric.score(request.target(), answer));
      }
    }
    return new ScoredSample(
        request, output, task.filters().get(0).answers(List.of(output), Map.of()).get(0), scores);
  }
}
