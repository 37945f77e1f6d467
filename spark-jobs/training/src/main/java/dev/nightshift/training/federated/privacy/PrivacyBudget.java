package dev.nightshift.training.federated.privacy;

/**
 * What may be spent, and what was: a round that would exceed it is not run.
 *
 * @param cost what rounds cost
 * @param epsilon the greatest ε; infinite where costs are only told
 * @param delta δ
 */
public record PrivacyBudget(PrivacyCost cost, double epsilon, double delta) {

  public PrivacyBudget {
    if (!(epsilon > 0) || !(delta > 0 && delta < 1)) {
      throw new IllegalArgumentException("a budget of epsilon " + epsilon + ", delta " + delta);
    }
  }

  /** ε after some rounds. */
  public double spent(long rounds) {
    return cost.epsilon(rounds, delta);
  }

  /** Whether so many rounds are within the budget. */
  public boolean allows(long rounds) {
    return spent(rounds) <= epsilon;
  }
}
