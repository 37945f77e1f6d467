package dev.nightshift.eval.metric;

import dev.nightshift.eval.request.RequestKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The log-likelihood of the target after the prompt; the task's score is exp(−mean). */
record TargetPerplexity() implements ItemMetric {

  @Override
  public String name() {
    return "perplexity";
  }

  @Override
  public boolean higherIsBetter() {
    return false;
  }

  @Override
  public Aggregation aggregation() {
    return Aggregations.PERPLEXITY;
  }

  @Override
  public Set<RequestKind> kinds() {
    return EnumSet.of(RequestKind.LOGLIKELIHOOD);
  }

  @Override
  public List<ItemScore> score(ItemOutcome outcome, List<String> answers) {
    return List.of(ItemScore.of(name(), outcome.choices().get(0).logLikelihood()));
  }
}
