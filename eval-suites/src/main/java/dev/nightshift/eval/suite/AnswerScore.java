package dev.nightshift.eval.suite;

import dev.nightshift.eval.metric.Aggregation;
import dev.nightshift.eval.metric.Aggregations;
import dev.nightshift.eval.metric.ItemMetric;
import dev.nightshift.eval.metric.ItemOutcome;
import dev.nightshift.eval.metric.ItemScore;
import dev.nightshift.eval.request.RequestKind;
import java.util.List;
import java.util.Set;

/**
 * A metric of generated answers that is one function: value and weight of an item.
 *
 * @param name name in task files
 * @param scoreName name in results
 * @param higherIsBetter whether more is better
 * @param aggregation how items become the score of the task
 * @param rule the function
 */
record AnswerScore(
    String name, String scoreName, boolean higherIsBetter, Aggregation aggregation, Rule rule)
    implements ItemMetric {

  /** Scores the answers of an item. */
  @FunctionalInterface
  interface Rule {
    /** The score, under a name that is replaced. */
    ItemScore score(ItemOutcome outcome, List<String> answers);
  }

  /** A share of right answers: the first answer of an item is right or wrong. */
  static AnswerScore share(String name, String scoreName, FirstAnswer rule) {
    return new AnswerScore(
        name,
        scoreName,
        true,
        Aggregations.MEAN,
        (outcome, answers) -> ItemScore.of(name, rule.isRight(outcome, first(answers))));
  }

  /** Judges an answer. */
  @FunctionalInterface
  interface FirstAnswer {
    boolean isRight(ItemOutcome outcome, String answer);
  }

  static String first(List<String> answers) {
    return answers.isEmpty() ? "" : answers.get(0);
  }

  @Override
  public List<String> scoreNames() {
    return List.of(scoreName);
  }

  @Override
  public Set<RequestKind> kinds() {
    return Set.of(RequestKind.GENERATE_UNTIL);
  }

  @Override
  public List<ItemScore> score(ItemOutcome outcome, List<String> answers) {
    ItemScore score = rule.score(outcome, answers);
    return List.of(new ItemScore(scoreName, score.value(), score.weight()));
  }
}
