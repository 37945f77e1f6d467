package dev.nightshift.training.meta;

import java.util.Arrays;

/**
 * Small grey images with their classes.
 *
 * @param pixels [n · side · side], row by row, 0 for paper to 1 for ink
 * @param classes class of each image within the episode, from 0, [n]
 * @param side pixels of an edge
 * @param ways number of classes of the episode
 */
public record GreyImages(float[] pixels, long[] classes, int side, int ways) {

  public GreyImages {
    if (pixels.length != classes.length * side * side) {
      throw new IllegalArgumentException(
          classes.length + " images of " + side + " × " + side + " have " + pixels.length);
    }
    pixels = pixels.clone();
    classes = classes.clone();
  }

  /** Some of these images, by their places. */
  GreyImages part(int[] which) {
    int size = side * side;
    float[] some = new float[which.length * size];
    long[] someClasses = new long[which.length];
    for (int i = 0; i < which.length; i++) {
      System.arraycopy(pixels, which[i] * size, some, i * size, size);
      someClasses[i] = classes[which[i]];
    }
    return new GreyImages(some, someClasses, side, ways);
  }

  /** These images and then others of the same episode. */
  GreyImages and(GreyImages others) {
    float[] all = Arrays.copyOf(pixels, pixels.length + others.pixels.length);
    System.arraycopy(others.pixels, 0, all, pixels.length, others.pixels.length);
    long[] allClasses = Arrays.copyOf(classes, classes.length + others.classes.length);
    System.arraycopy(others.classes, 0, allClasses, classes.length, others.classes.length);
    return new GreyImages(all, allClasses, side, ways);
  }
}
