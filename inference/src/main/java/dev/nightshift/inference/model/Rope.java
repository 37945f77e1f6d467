package dev.nightshift.inference.model;

/**
 * Rotary positions: the base θ and how it is scaled beyond the trained length.
 *
 * @param theta base of the frequencies; head dimension pair i turns by θ^(−2i/d) per position
 * @param scaling what is done for longer contexts
 */
public record Rope(double theta, RopeScaling scaling) {

  public Rope {
    if (!(theta > 1) || Double.isInfinite(theta)) {
      throw new IllegalArgumentException("rope_theta must be finite and above 1, was " + theta);
    }
  }

  /** Rotary positions without scaling. */
  public static Rope of(double theta) {
    return new Rope(theta, new RopeScaling.None());
  }
}
