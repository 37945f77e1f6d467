package dev.nightshift.training.federated.server;

/**
 * Settings of the server's step.
 *
 * @param method the method
 * @param rate η, the server's rate
 * @param beta1 decay of the running mean of changes
 * @param beta2 decay of the second moments
 * @param tau τ, added to the root of the second moment: the degree of adaptivity
 * @param initialSecond what second moments start from; Reddi et al. 2021 ask for at least τ²
 * @param correctsBias whether moments are divided by 1 − βᵗ as in Adam; algorithm 2 does not
 */
public record ServerSettings(
    FederatedMethod method,
    double rate,
    double beta1,
    double beta2,
    double tau,
    double initialSecond,
    boolean correctsBias) {

  public ServerSettings {
    if (!(rate > 0) || !(tau > 0) || !(initialSecond >= 0)) {
      throw new IllegalArgumentException(
          "a server rate of " + rate + ", tau " + tau + ", second moments from " + initialSecond);
    }
    if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1)) {
      throw new IllegalArgumentException("decays of " + beta1 + " and " + beta2);
    }
  }

  /** The settings of the papers: η by the method, β₂ .99, τ 10⁻³, no correction of bias. */
  public static ServerSettings of(FederatedMethod method) {
    return new ServerSettings(
        method, method.defaultServerRate(), method.defaultBeta1(), .99, 1e-3, 1e-6, false);
  }
}
