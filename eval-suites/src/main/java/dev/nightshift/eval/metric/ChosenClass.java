package dev.nightshift.eval.metric;

import dev.nightshift.eval.request.RequestKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The class that the model chooses, beside the right one: what f1 and mcc are made of.
 *
 * @param name {@code f1} or {@code mcc}
 * @param aggregation the formula over all items
 */
record ChosenClass(String name, Aggregation aggregation) implements ItemMetric {

  @Override
  public Set<RequestKind> kinds() {
    return EnumSet.of(RequestKind.MULTIPLE_CHOICE);
  }

  @Override
  public List<ItemScore> score(ItemOutcome outcome, List<String> answers) {
    int found = outcome.best(ChoiceOutcome::logLikelihood);
    int right = outcome.target().choices().isEmpty() ? -1 : outcome.target().choices().get(0);
    return List.of(new ItemScore(name, found, right));
  }
}
