package dev.nightshift.training.federated.privacy;

/** The least noise that keeps some rounds within a budget. */
public final class NoiseCalibration {

  private static final double GREATEST = 1e4;
  private static final double RELATIVE = 1e-5;

  private NoiseCalibration() {}

  /**
   * The noise multiplier, by bisection; it errs to the side of more noise.
   *
   * @param accountant how costs add up
   * @param mechanism the sum; its noise is not looked at
   * @param rounds number of rounds
   * @param epsilon ε of the budget
   * @param delta δ of the budget
   * @throws IllegalArgumentException if no multiplier up to 10,000 is enough
   */
  public static double multiplier(
      Accountant accountant, PrivateSum mechanism, long rounds, double epsilon, double delta) {
    double high = 1;
    while (!within(accountant, mechanism.withNoise(high), rounds, epsilon, delta)) {
      high *= 2;
      if (high > GREATEST) {
        throw new IllegalArgumentException(
            "no noise keeps "
                + rounds
                + " rounds within epsilon "
                + epsilon
                + " at delta "
                + delta);
      }
    }
    double low = high == 1 ? .05 : high / 2;
    if (within(accountant, mechanism.withNoise(low), rounds, epsilon, delta)) {
      return low;
    }
    while (high - low > RELATIVE * high) {
      double middle = (low + high) / 2;
      if (within(accountant, mechanism.withNoise(middle), rounds, epsilon, delta)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  private static boolean within(
      Accountant accountant, PrivateSum mechanism, long rounds, double epsilon, double delta) {
    return accountant.costOf(mechanism).epsilon(rounds, delta) <= epsilon;
  }
}
