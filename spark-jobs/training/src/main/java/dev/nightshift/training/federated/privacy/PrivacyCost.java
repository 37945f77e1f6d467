package dev.nightshift.training.federated.privacy;

/** What rounds of one mechanism cost together. */
public interface PrivacyCost {

  /**
   * The least ε that is proved for (ε, δ) differential privacy of some rounds; grows with them.
   *
   * @param rounds number of rounds; none cost 0
   * @param delta δ, in (0, 1)
   */
  double epsilon(long rounds, double delta);
}
