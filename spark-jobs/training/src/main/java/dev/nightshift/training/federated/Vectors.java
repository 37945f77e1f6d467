package dev.nightshift.training.federated;

/** Work on flat vectors. */
public final class Vectors {

  private Vectors() {}

  /** Whether all numbers are finite. */
  public static boolean finite(float[] vector) {
    for (float value : vector) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  /** The L2 norm, summed in double precision in the order of the numbers. */
  public static double norm(float[] vector) {
    double sum = 0;
    for (float value : vector) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  /** Multiplies in place. */
  public static void scale(float[] vector, double factor) {
    if (factor != 1) {
      for (int i = 0; i < vector.length; i++) {
        vector[i] = (float) (vector[i] * factor);
      }
    }
  }

  /**
   * Scales a vector down to a greatest norm, in place. The factor is a little less than bound /
   * norm, so that rounding to float32 does not lift the norm above the bound.
   *
   * @return whether it was longer
   */
  public static boolean clip(float[] vector, double bound) {
    double norm = norm(vector);
    if (norm <= bound) {
      return false;
    }
    scale(vector, bound / norm * (1 - 1e-6));
    return true;
  }
}
