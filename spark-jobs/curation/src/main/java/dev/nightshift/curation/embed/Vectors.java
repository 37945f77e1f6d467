package dev.nightshift.curation.embed;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Vectors as bytes, four for each number, little-endian; and their products. */
public final class Vectors {

  private Vectors() {}

  /** The bytes of a vector. */
  public static byte[] pack(float[] vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return bytes.array();
  }

  /** The vector of bytes. */
  public static float[] unpack(byte[] bytes) {
    FloatBuffer floats = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] vector = new float[floats.remaining()];
    floats.get(vector);
    return vector;
  }

  /** The dot product, summed in order: the cosine of vectors of length 1. */
  public static double dot(float[] one, float[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += (double) one[i] * other[i];
    }
    return sum;
  }

  /** Index of the centroid with the largest dot product; the first of equals. */
  public static int nearest(float[] vector, float[][] centroids) {
    int best = 0;
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < centroids.length; i++) {
      double product = dot(vector, centroids[i]);
      if (product > largest) {
        largest = product;
        best = i;
      }
    }
    return best;
  }
}
