package dev.nightshift.training.meta;

/**
 * Points of a sine wave.
 *
 * @param x places, −5 to 5
 * @param y values, one for each place
 */
public record SinePoints(float[] x, float[] y) {

  public SinePoints {
    if (x.length != y.length || x.length == 0) {
      throw new IllegalArgumentException(x.length + " places have " + y.length + " values");
    }
    x = x.clone();
    y = y.clone();
  }
}
