package dev.nightshift.eval.task;

import dev.nightshift.eval.filter.FilterPipeline;
import dev.nightshift.eval.metric.ChoiceOutcome;
import dev.nightshift.eval.metric.ItemOutcome;
import dev.nightshift.eval.metric.ItemScore;
import dev.nightshift.eval.metric.ItemTarget;
import dev.nightshift.eval.metric.TextOutcome;
import dev.nightshift.eval.request.ItemAnswer;
import dev.nightshift.eval.request.ItemRequest;
import dev.nightshift.eval.request.RequestKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A request with what came out and its scores.
 *
 * @param request what was asked
 * @param outcome what came out
 * @param filtered filter to the answers that it found; empty where nothing was generated
 * @param scores {@linkplain TaskDefinition#scoreName score,filter} to value
 * @param weights the same to the value's partner, where that is not 1
 * @param cluster name of the cluster that the item belongs to; empty where it stands by itself
 */
public record ScoredSample(
    ItemRequest request,
    ItemOutcome outcome,
    Map<String, List<String>> filtered,
    Map<String, Double> scores,
    Map<String, Double> weights,
    String cluster) {

  public ScoredSample {
    filtered = Collections.unmodifiableMap(new LinkedHashMap<>(filtered));
    scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
    weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
  }

  /** Scores an answer by all filters and metrics of a task. */
  public static ScoredSample of(LoadedTask task, ItemRequest request, ItemAnswer answer) {
    TaskItem item = task.data().items().get(request.position());
    return of(task.definition(), request, outcome(task, item, request, answer), task.cluster(item));
  }

  private static ScoredSample of(
      TaskDefinition task, ItemRequest request, ItemOutcome outcome, String cluster) {
    Map<String, List<String>> filtered = new LinkedHashMap<>();
    Map<String, Double> scores = new LinkedHashMap<>();
    Map<String, Double> weights = new LinkedHashMap<>();
    for (FilterPipeline filter : task.filters()) {
      List<String> answers = List.of();
      if (!outcome.responses().isEmpty()) {
        answers = filter.answers(outcome.responses(), outcome.fields());
        filtered.put(filter.name(), answers);
      }
      for (TaskMetric metric : task.metrics()) {
        for (ItemScore score : metric.metric().score(outcome, answers)) {
          String name = TaskDefinition.scoreName(score.name(), filter);
          scores.put(name, score.value());
          if (score.weight() != 1) {
            weights.put(name, score.weight());
          }
        }
      }
    }
    return new ScoredSample(request, outcome, filtered, scores, weights, cluster);
  }

  private static ItemOutcome outcome(
      LoadedTask task, TaskItem item, ItemRequest request, ItemAnswer answer) {
    ItemTarget target = task.target(item);
    List<ItemAnswer.TextScore> given = answer.scores();
    TextOutcome whole = null;
    List<ChoiceOutcome> choices = new ArrayList<>();
    if (request.kind() == RequestKind.LOGLIKELIHOOD_ROLLING) {
      whole =
          new TextOutcome(
              request.scored().get(0).text(), given.get(0).logLikelihood(), given.get(0).tokens());
    } else {
      List<String> texts = task.definition().prompts().choices(item.fields());
      boolean unconditional = given.size() == 2 * request.choices() && request.choices() > 0;
      for (int i = 0; i < request.choices(); i++) {
        choices.add(
            new ChoiceOutcome(
                request.kind() == RequestKind.LOGLIKELIHOOD ? target.text() : texts.get(i),
                given.get(i).logLikelihood(),
                given.get(i).greedy(),
                given.get(i).tokens(),
                unconditional ? given.get(request.choices() + i).logLikelihood() : null));
      }
    }
    return new ItemOutcome(
        request.task(),
        request.position(),
        request.sampleId(),
        item.fields(),
        request.kind() == RequestKind.LOGLIKELIHOOD
            ? new ItemTarget(target.texts(), List.of(), false)
            : target,
        choices,
        whole,
        answer.texts());
  }
}
