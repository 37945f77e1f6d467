package dev.nightshift.training.federated;

import dev.nightshift.schema.error.WorkException;
import dev.nightshift.training.federated.server.ServerOptimizer;
import dev.nightshift.training.federated.server.ServerState;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The server's part of a round: the mean of what the clients gave, noise where it is asked for, and
 * the step of the parameters.
 */
public final class RoundServer {

  /** How many clients have a part, among what was measured. */
  public static final String CLIENTS = "clients";

  private final ServerOptimizer optimizer;
  private final boolean robust;
  private final @Nullable CentralNoise noise;
  private final int clients;

  /**
   * A server.
   *
   * @param optimizer moves the parameters
   * @param robust whether the result of a round is already a mean
   * @param noise central noise, or null
   * @param clients number of all clients, by which changes of control variates are divided
   */
  public RoundServer(
      ServerOptimizer optimizer, boolean robust, @Nullable CentralNoise noise, int clients) {
    this.optimizer = optimizer;
    this.robust = robust;
    this.noise = noise;
    this.clients = clients;
  }

  /**
   * Takes the step of a round in place; a round without a part changes nothing, unless noise hides
   * whether there was one.
   *
   * @return what was measured
   * @throws WorkException if the state is no longer finite
   */
  public Map<String, Double> apply(ServerState state, long round, RoundResult result) {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put(CLIENTS, (double) result.parts());
    tell(result, values);
    values.putAll(result.values());
    int n = state.weights().length;
    float[] vector = result.vector();
    if (vector == null && noise != null && result.obstacle().isEmpty()) {
      vector = new float[n];
    }
    if (vector == null) {
      values.put("change-norm", 0.0);
      return values;
    }
    float[] change = Arrays.copyOf(vector, n);
    if (noise != null) {
      noise.apply(change, round);
    } else if (!robust) {
      Vectors.scale(change, 1 / result.weight());
    }
    if (vector.length == 2 * n) {
      float[] variate = state.variate();
      for (int i = 0; i < n; i++) {
        variate[i] += (float) ((double) vector[n + i] / clients);
      }
    }
    values.put("change-norm", Vectors.norm(change));
    optimizer.step(state, change);
    if (!state.finite()) {
      throw new WorkException(
          "the server's parameters or moments are no longer finite after round " + round,
          "federated averaging",
          "Lower --server-learning-rate or --client-learning-rate, or bound changes by --clip or"
              + " --norm-bound; the last checkpoint is intact.");
    }
    return values;
  }

  /** Means over the clients that tell, by their weights; and the greatest norm. */
  private static void tell(RoundResult result, Map<String, Double> values) {
    double weight = 0;
    double loss = 0;
    double norm = 0;
    double greatest = 0;
    for (ClientReport report : result.reports()) {
      if (report.leftOut() == null && !Double.isNaN(report.loss())) {
        weight += report.weight();
        loss += report.weight() * report.loss();
        norm += report.weight() * report.norm();
        greatest = Math.max(greatest, report.norm());
      }
    }
    if (weight > 0) {
      values.put("client-loss", loss / weight);
      values.put("client-norm", norm / weight);
      values.put("client-norm-greatest", greatest);
    }
  }
}
