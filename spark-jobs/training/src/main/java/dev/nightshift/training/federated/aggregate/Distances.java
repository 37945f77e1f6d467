package dev.nightshift.training.federated.aggregate;

/** Squared Euclidean distances between vectors, block by block. */
public final class Distances {

  private Distances() {}

  /** The part of one block of coordinates, [vectors][vectors], in double precision. */
  public static double[][] ofBlock(float[][] vectors) {
    int n = vectors.length;
    double[][] distances = new double[n][n];
    for (int a = 0; a < n; a++) {
      for (int b = a + 1; b < n; b++) {
        double sum = 0;
        for (int i = 0; i < vectors[a].length; i++) {
          double difference = (double) vectors[a][i] - vectors[b][i];
          sum += difference * difference;
        }
        distances[a][b] = sum;
        distances[b][a] = sum;
      }
    }
    return distances;
  }

  /** Adds the part of the next block, in place. */
  public static void add(double[][] sum, double[][] part) {
    for (int a = 0; a < sum.length; a++) {
      for (int b = 0; b < sum.length; b++) {
        sum[a][b] += part[a][b];
      }
    }
  }
}
