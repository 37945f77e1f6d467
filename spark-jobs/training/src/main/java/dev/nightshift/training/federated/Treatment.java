package dev.nightshift.training.federated;

import java.io.Serializable;

/**
 * What becomes of a client's change before anybody else sees it.
 *
 * @param weighted whether clients count by their examples, or else alike
 * @param normBound the greatest L2 norm; 0 for none
 * @param localNoise deviation of the noise that the client adds itself, in units of the change; 0
 *     for none
 * @param tells whether loss and norm of each client are told to the server
 */
public record Treatment(boolean weighted, double normBound, double localNoise, boolean tells)
    implements Serializable {

  public Treatment {
    if (!(normBound >= 0) || !(localNoise >= 0)) {
      throw new IllegalArgumentException(
          "a norm bound of " + normBound + " with local noise of " + localNoise);
    }
    if (localNoise > 0 && normBound == 0) {
      throw new IllegalArgumentException("local noise hides nothing without a norm bound");
    }
  }

  /** Changes are weighted by examples and sent as they are. */
  public static Treatment plain() {
    return new Treatment(true, 0, 0, true);
  }
}
