package dev.nightshift.training.federated.aggregate;

import java.util.Arrays;
import java.util.List;

/**
 * Scores of vectors by their nearest neighbours: the score of a vector is the sum of its squared
 * distances to the n − f − 2 others that are nearest. Blanchard et al. 2017, "Machine learning with
 * adversaries: Byzantine tolerant gradient descent", section 4. Of equal scores the first vector
 * wins.
 */
final class KrumScores {

  private KrumScores() {}

  /** The score of one of the candidates against the others, with that many neighbours. */
  private static double score(
      double[][] distances, List<Integer> candidates, int vector, int neighbours) {
    double[] others =
        candidates.stream()
            .filter(other -> other != vector)
            .mapToDouble(other -> distances[vector][other])
            .toArray();
    Arrays.sort(others);
    double sum = 0;
    for (int i = 0; i < Math.min(neighbours, others.length); i++) {
      sum += others[i];
    }
    return sum;
  }

  /** The candidates, best first. */
  static List<Integer> ranked(double[][] distances, List<Integer> candidates, int neighbours) {
    double[] scores = new double[distances.length];
    for (int vector : candidates) {
      scores[vector] = score(distances, candidates, vector, neighbours);
    }
    return candidates.stream()
        .sorted(
            (a, b) -> {
              int byScore = Double.compare(scores[a], scores[b]);
              return byScore != 0 ? byScore : Integer.compare(a, b);
            })
        .toList();
  }
}
