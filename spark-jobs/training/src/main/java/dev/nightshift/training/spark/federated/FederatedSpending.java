package dev.nightshift.training.spark.federated;

import org.jspecify.annotations.Nullable;

/** What the rounds of a private run have cost so far, and how many the budget allows. */
final class FederatedSpending {

  private final FederatedSetup setup;
  private final @Nullable FederatedBudget budget;
  private final int[] participations;

  FederatedSpending(FederatedSetup setup) {
    this.setup = setup;
    this.budget = setup.budget();
    this.participations = new int[setup.names().size()];
  }

  /** Counts the clients of a round. */
  void count(long round) {
    count(participations, round);
  }

  private void count(int[] counts, long round) {
    for (int client : setup.clients(round)) {
      counts[client]++;
    }
  }

  /**
   * What the rounds so far cost; with local noise, the client that took part most often. NaN where
   * nothing is private.
   */
  double epsilon(long rounds) {
    return budget == null
        ? Double.NaN
        : budget.budget().spent(budget.local() ? most(participations) : rounds);
  }

  private static int most(int[] counts) {
    int most = 0;
    for (int count : counts) {
      most = Math.max(most, count);
    }
    return most;
  }

  /** The last of so many rounds that the budget allows. */
  long lastRound(FederateRequest request) {
    long rounds = request.rounds();
    if (budget == null || !request.hasBudget()) {
      return rounds;
    }
    long allowed = greatest(rounds, budget);
    if (!budget.local()) {
      return allowed;
    }
    int[] counts = new int[participations.length];
    for (long round = 1; round <= rounds; round++) {
      count(counts, round);
      if (most(counts) > allowed) {
        return round - 1;
      }
    }
    return rounds;
  }

  /** The greatest number of costs that are within the budget, by bisection. */
  private static long greatest(long most, FederatedBudget budget) {
    long low = 0;
    long high = most;
    while (low < high) {
      long middle = (low + high + 1) / 2;
      if (budget.budget().allows(middle)) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}
