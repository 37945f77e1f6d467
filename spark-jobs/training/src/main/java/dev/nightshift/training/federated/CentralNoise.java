package dev.nightshift.training.federated;

import dev.nightshift.training.federated.secure.SecretNormals;
import dev.nightshift.training.federated.secure.SecretSeed;
import dev.nightshift.training.federated.server.ServerState;

/**
 * Noise that the server adds to the sum of the clients' bounded changes: Gaussian with deviation σ
 * C for each number, and then a denominator that does not depend on who took part. McMahan et al.
 * 2018, "Learning differentially private recurrent language models", estimator f̃_f.
 *
 * <p>The noise follows from the seed, the round and what it is added to: the same sum gets the same
 * noise when a round is run again, and two sums never share one, whose difference would be told
 * without any.
 *
 * @param deviation σ C
 * @param denominator expected number of clients of a round
 * @param seed the server's, of one request
 */
public record CentralNoise(double deviation, double denominator, SecretSeed seed) {

  /** The noisy mean of a sum, in place. */
  void apply(float[] sum, long round) {
    SecretNormals normals =
        new SecretNormals(
            seed.derive(
                "central noise on " + ServerState.digest(sum),
                round,
                Double.doubleToLongBits(deviation),
                Double.doubleToLongBits(denominator)));
    for (int i = 0; i < sum.length; i++) {
      sum[i] = (float) ((sum[i] + deviation * normals.next()) / denominator);
    }
  }
}
