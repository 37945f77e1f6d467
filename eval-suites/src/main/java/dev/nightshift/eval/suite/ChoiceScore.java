package dev.nightshift.eval.suite;

import dev.nightshift.eval.metric.Aggregation;
import dev.nightshift.eval.metric.ItemMetric;
import dev.nightshift.eval.metric.ItemOutcome;
import dev.nightshift.eval.metric.ItemScore;
import dev.nightshift.eval.request.RequestKind;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * A metric of choices that is one function: value and weight of an item.
 *
 * @param name name in task files
 * @param scoreName name in results
 * @param higherIsBetter whether more is better
 * @param aggregation how items become the score of the task
 * @param rule the function; the name of its score is replaced
 */
record ChoiceScore(
    String name,
    String scoreName,
    boolean higherIsBetter,
    Aggregation aggregation,
    Function<ItemOutcome, ItemScore> rule)
    implements ItemMetric {

  @Override
  public List<String> scoreNames() {
    return List.of(scoreName);
  }

  @Override
  public Set<RequestKind> kinds() {
    return Set.of(RequestKind.MULTIPLE_CHOICE);
  }

  @Override
  public List<ItemScore> score(ItemOutcome outcome, List<String> answers) {
    ItemScore score = rule.apply(outcome);
    return List.of(new ItemScore(scoreName, score.value(), score.weight()));
  }
}
