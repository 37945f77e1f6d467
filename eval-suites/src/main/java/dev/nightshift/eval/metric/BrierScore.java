package dev.nightshift.eval.metric;

import dev.nightshift.eval.request.RequestKind;
import dev.nightshift.eval.stats.Softmax;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * How far the choices' probabilities, the softmax of their log-likelihoods, are from the truth
 * ({@link dev.nightshift.eval.stats.BrierScore}). Of several right choices the first counts.
 */
public record BrierScore() implements ItemMetric {

  @Override
  public String name() {
    return "brier_score";
  }

  @Override
  public boolean higherIsBetter() {
    return false;
  }

  @Override
  public Aggregation aggregation() {
    return Aggregations.BRIER_SCORE;
  }

  @Override
  public Set<RequestKind> kinds() {
    return EnumSet.of(RequestKind.MULTIPLE_CHOICE);
  }

  @Override
  public List<ItemScore> score(ItemOutcome outcome, List<String> answers) {
    double[] p = Softmax.of(outcome.choices().stream().map(ChoiceOutcome::logLikelihood).toList());
    int right = outcome.target().choices().isEmpty() ? -1 : outcome.target().choices().get(0);
    return List.of(ItemScore.of(name(), dev.nightshift.eval.stats.BrierScore.of(p, right)));
  }
}
