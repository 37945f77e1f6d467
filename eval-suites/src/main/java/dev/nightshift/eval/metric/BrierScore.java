package dev.nightshift.eval.metric;

import dev.nightshift.eval.request.RequestKind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * How far the choices' probabilities are from the truth:
 *
 * <pre>Σ_k (p_k − [k is right])², p = softmax of the log-likelihoods</pre>
 *
 * <p>Source: Brier, "Verification of forecasts expressed in terms of probability", Monthly Weather
 * Review 78, 1950. From 0 (sure and right) to 2 (sure and wrong). Of several right choices the
 * first counts.
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
    double[] shares = probabilities(outcome.choices());
    int right = outcome.target().choices().isEmpty() ? -1 : outcome.target().choices().get(0);
    double sum = 0;
    for (int k = 0; k < shares.length; k++) {
      double rest = shares[k] - (k == right ? 1 : 0);
      sum += rest * rest;
    }
    return List.of(ItemScore.of(name(), sum));
  }

  /** The choices' probabilities among each other: the softmax, with the largest taken off first. */
  public static double[] probabilities(List<ChoiceOutcome> choices) {
    double most = choices.stream().mapToDouble(ChoiceOutcome::logLikelihood).max().orElse(0);
    double[] shares =
        choices.stream().mapToDouble(c -> Math.exp(c.logLikelihood() - most)).toArray();
    double total = 0;
    for (double share : shares) {
      total += share;
    }
    for (int k = 0; k < shares.length; k++) {
      shares[k] /= total;
    }
    return shares;
  }
}
