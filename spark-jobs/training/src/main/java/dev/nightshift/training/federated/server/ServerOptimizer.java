package dev.nightshift.training.federated.server;

/**
 * The server's step: a mean change Δ of the clients moves the parameters x.
 *
 * <pre>
 * FedAvg, FedProx, SCAFFOLD   x ← x + η Δ
 * FedAvgM                     m ← β₁ m + Δ,             x ← x + η m
 * the adaptive ones           m ← β₁ m + (1 − β₁) Δ,    x ← x + η m / (√v + τ)
 *   FedAdagrad                v ← v + Δ²
 *   FedAdam                   v ← β₂ v + (1 − β₂) Δ²
 *   FedYogi                   v ← v − (1 − β₂) Δ² sign(v − Δ²)
 * </pre>
 *
 * <p>Reddi et al. 2021, "Adaptive federated optimization", algorithm 2. With correction of bias m
 * is divided by 1 − β₁ᵗ and, for FedAdam, v by 1 − β₂ᵗ, as Adam does; t counts the server's steps.
 *
 * <p>Each coordinate is computed in double precision and kept as float32.
 */
public final class ServerOptimizer {

  private final ServerSettings settings;

  /** An optimizer with settings. */
  public ServerOptimizer(ServerSettings settings) {
    this.settings = settings;
  }

  /**
   * Takes a step in place.
   *
   * @param state what moves
   * @param change Δ, of the length of the parameters
   */
  public void step(ServerState state, float[] change) {
    float[] x = state.weights();
    if (change.length != x.length) {
      throw new IllegalArgumentException(
          "a change of " + change.length + " numbers for " + x.length + " parameters");
    }
    FederatedMethod method = settings.method();
    long step = state.nextStep();
    if (method.adaptive()) {
      adaptive(state, step, change);
    } else if (method == FederatedMethod.FEDAVGM) {
      float[] m = state.first();
      for (int i = 0; i < x.length; i++) {
        m[i] = (float) (settings.beta1() * m[i] + change[i]);
        x[i] = (float) (x[i] + settings.rate() * m[i]);
      }
    } else {
      for (int i = 0; i < x.length; i++) {
        x[i] = (float) (x[i] + settings.rate() * change[i]);
      }
    }
  }

  private void adaptive(ServerState state, long step, float[] change) {
    float[] x = state.weights();
    float[] m = state.first();
    float[] v = state.second();
    boolean corrects = settings.correctsBias();
    double bias1 = corrects ? 1 - Math.pow(settings.beta1(), step) : 1;
    double bias2 =
        corrects && settings.method() == FederatedMethod.FEDADAM
            ? 1 - Math.pow(settings.beta2(), step)
            : 1;
    for (int i = 0; i < x.length; i++) {
      double first = settings.beta1() * m[i] + (1 - settings.beta1()) * change[i];
      double second = second(v[i], (double) change[i] * change[i]);
      m[i] = (float) first;
      v[i] = (float) second;
      x[i] =
          (float)
              (x[i]
                  + settings.rate()
                      * (first / bias1)
                      / (Math.sqrt(second / bias2) + settings.tau()));
    }
  }

  private double second(double v, double square) {
    double fresh = 1 - settings.beta2();
    return switch (settings.method()) {
      case FEDADAGRAD -> v + square;
      case FEDADAM -> settings.beta2() * v + fresh * square;
      case FEDYOGI -> v - fresh * square * Math.signum(v - square);
      case FEDAVG, FEDPROX, FEDAVGM, SCAFFOLD -> v;
    };
  }
}
