package dev.nightshift.eval.reward;

import dev.nightshift.schema.error.Faults;
import java.util.ArrayList;
import java.util.List;

/**
 * The weighted sum of rewards: {@code total = Σ_k w_k r_k}, summed in the order of the
 * specification.
 */
public final class Rewards implements AutoCloseable {

  private final List<Reward> rewards;
  private final double[] weights;

  Rewards(List<Reward> rewards, double[] weights) {
    if (rewards.size() != weights.length) {
      throw new IllegalArgumentException(
          rewards.size() + " rewards with " + weights.length + " weights");
    }
    this.rewards = List.copyOf(rewards);
    this.weights = weights.clone();
  }

  /**
   * Reads a specification, such as {@code verifier:1, format(is=boxed):0.2, length:-0.001}; see
   * {@link RewardsSpec}. All faults are noted; what comes back is only good where there are none.
   */
  public static RewardsSpec parse(String text, Faults faults) {
    return new SpecReader(text, faults).read();
  }

  /**
   * What a completion got.
   *
   * @param total the weighted sum
   * @param parts the rewards before their weights, in the order of {@link #names()}
   */
  public record Scored(double total, double[] parts) {}

  /** The names of the parts. */
  public List<String> names() {
    return rewards.stream().map(Reward::name).toList();
  }

  /** The rewards, in the order of the requests. */
  public List<Scored> score(List<RewardRequest> requests) {
    double[] totals = new double[requests.size()];
    double[][] parts = new double[requests.size()][rewards.size()];
    for (int k = 0; k < rewards.size(); k++) {
      double[] scores = rewards.get(k).score(requests);
      if (scores.length != requests.size()) {
        throw new IllegalStateException(
            rewards.get(k).name() + " gave " + scores.length + " for " + requests.size());
      }
      for (int i = 0; i < scores.length; i++) {
        parts[i][k] = scores[i];
        totals[i] += weights[k] * scores[i];
      }
    }
    List<Scored> scored = new ArrayList<>(requests.size());
    for (int i = 0; i < totals.length; i++) {
      scored.add(new Scored(totals[i], parts[i]));
    }
    return scored;
  }

  @Override
  public void close() {
    rewards.forEach(Reward::close);
  }
}
