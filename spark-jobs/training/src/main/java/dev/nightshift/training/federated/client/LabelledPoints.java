package dev.nightshift.training.federated.client;

import java.io.Serializable;

/**
 * Points with labels.
 *
 * @param width numbers of a point, F
 * @param features the points one after the other, [n · F]; not a copy
 * @param labels the label of each, [n]; not a copy
 */
public record LabelledPoints(int width, float[] features, long[] labels) implements Serializable {

  public LabelledPoints {
    if (features.length != width * labels.length) {
      throw new IllegalArgumentException(
          features.length + " numbers for " + labels.length + " points of " + width);
    }
  }

  /** Number of points. */
  public int count() {
    return labels.length;
  }

  /** Some of the points; with flipped labels y becomes C − 1 − y. */
  LabelledPoints some(int[] places, boolean flipped, int classes) {
    float[] chosen = new float[places.length * width];
    long[] named = new long[places.length];
    for (int i = 0; i < places.length; i++) {
      System.arraycopy(features, places[i] * width, chosen, i * width, width);
      named[i] = flipped ? classes - 1 - labels[places[i]] : labels[places[i]];
    }
    return new LabelledPoints(width, chosen, named);
  }
}
