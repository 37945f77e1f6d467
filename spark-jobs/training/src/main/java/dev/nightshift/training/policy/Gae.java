package dev.nightshift.training.policy;

/**
 * Generalized advantage estimation over one answer of T tokens:
 *
 * <pre>
 *   δ_t = r_t + γ V_{t+1} − V_t           V_T = 0: an answer ends an episode
 *   A_t = δ_t + γ λ A_{t+1}               return_t = A_t + V_t
 * </pre>
 *
 * <p>Source: Schulman, Moritz, Levine, Jordan and Abbeel, "High-dimensional continuous control
 * using generalized advantage estimation", ICLR 2016, equation 16.
 *
 * @param advantages A, [T]
 * @param returns what the value function is to give, [T]
 */
public record Gae(double[] advantages, double[] returns) {

  /**
   * Estimates one answer.
   *
   * @param rewards r, [T]
   * @param values V of the state before each token, [T]
   * @param gamma discount γ
   * @param lambda λ: 0 trusts the values, 1 the rewards
   */
  public static Gae of(double[] rewards, double[] values, double gamma, double lambda) {
    double[] advantages = new double[rewards.length];
    double[] returns = new double[rewards.length];
    double nextAdvantage = 0;
    double nextValue = 0;
    for (int t = rewards.length - 1; t >= 0; t--) {
      double delta = rewards[t] + gamma * nextValue - values[t];
      nextAdvantage = delta + gamma * lambda * nextAdvantage;
      nextValue = values[t];
      advantages[t] = nextAdvantage;
      returns[t] = nextAdvantage + values[t];
    }
    return new Gae(advantages, returns);
  }
}
