package dev.nightshift.training.federated.secure;

import java.io.Serializable;

/**
 * Real numbers as whole ones, such that the sum over all clients fits into 32 bits: x is cut to
 * [−range, range] and becomes the nearest multiple of range / ⌊(2³¹ − 1) / clients⌋.
 *
 * @param clients the greatest number of terms of a sum
 * @param range the greatest absolute value
 */
public record Quantisation(int clients, double range) implements Serializable {

  public Quantisation {
    if (clients < 1 || !(range > 0)) {
      throw new IllegalArgumentException(clients + " clients with values up to " + range);
    }
  }

  private long levels() {
    return Integer.MAX_VALUE / clients;
  }

  /** The distance between two values that can be told apart; the error is at most half of it. */
  public double step() {
    return range / levels();
  }

  /**
   * How far quantisation moves a vector at most: √d step / 2.
   *
   * @param length d
   */
  public double displacement(int length) {
    return Math.sqrt(length) * step() / 2;
  }

  /** The whole number of a value. */
  public int encode(double value) {
    double cut = Math.max(-range, Math.min(range, value));
    return (int) Math.rint(cut / range * levels());
  }

  /** Whether a value is out of the range and will be cut. */
  public boolean cuts(double value) {
    return Math.abs(value) > range;
  }

  /** The value of a sum. */
  public double decode(int sum) {
    return sum * step();
  }
}
