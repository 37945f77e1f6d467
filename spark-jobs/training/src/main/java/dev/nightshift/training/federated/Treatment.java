package dev.nightshift.training.federated;

import java.io.Serializable;

/**
 * What becomes of a client's change before anybody else sees it.
 *
 * @param weighted whether clients count by their examples, or else alike
 * @param normBound the greatest L2 norm; 0 for none
 * @param localNoise deviation of the noise that the client adds itself, in units of the change; 0
 *     for none
 * @param tells whether loss, norm, steps and examples of each client are told to the server, and
 *     why one has no part
 * @param blank whether a client that has no usable change sends zeros in its place and tells
 *     nobody: what it would tell follows from its data, and no noise covers it
 */
public record Treatment(
    boolean weighted, double normBound, double localNoise, boolean tells, boolean blank)
    implements Serializable {

  public Treatment {
    if (!(normBound >= 0) || !(localNoise >= 0)) {
      throw new IllegalArgumentException(
          "a norm bound of " + normBound + " with local noise of " + localNoise);
    }
    if (localNoise > 0 && normBound == 0) {
      throw new IllegalArgumentException("local noise hides nothing without a norm bound");
    }
    if (blank && (weighted || tells)) {
      throw new IllegalArgumentException("a client that sends zeros tells no weight");
    }
  }

  /** A treatment under which clients that have no usable change are left out. */
  public Treatment(boolean weighted, double normBound, double localNoise, boolean tells) {
    this(weighted, normBound, localNoise, tells, false);
  }

  /**
   * The same with a bound that leaves room for what comes after it: quantisation moves each number
   * by up to half a step, and so the change by up to √d step / 2.
   *
   * @param room how much less the bound is; less than the bound
   */
  public Treatment within(double room) {
    return new Treatment(weighted, normBound - room, localNoise, tells, blank);
  }

  /** Changes are weighted by examples and sent as they are. */
  public static Treatment plain() {
    return new Treatment(true, 0, 0, true);
  }
}
