package dev.nightshift.training.federated.aggregate;

import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The mean of the vectors with the best scores: of one, Krum; of more, Multi-Krum. See {@link
 * KrumScores}.
 *
 * @param falseClients the greatest number f of false clients
 * @param many whether the n − f − 2 best are averaged, and not only the best
 */
public record Krum(int falseClients, boolean many) implements RobustRule {

  public Krum {
    if (falseClients < 0) {
      throw new IllegalArgumentException("the number of false clients was " + falseClients);
    }
  }

  @Override
  public String label() {
    return many ? "multi-krum" : "krum";
  }

  @Override
  public Optional<String> obstacle(int vectors) {
    int least = 2 * falseClients + 3;
    return vectors >= least
        ? Optional.empty()
        : Optional.of(
            label()
                + " against "
                + falseClients
                + " false clients needs 2f + 3 = "
                + least
                + " clients, and there are "
                + vectors);
  }

  @Override
  public boolean comparesVectors() {
    return true;
  }

  @Override
  public int[] chosen(double[][] distances) {
    int neighbours = distances.length - falseClients - 2;
    return KrumScores.ranked(
            distances, IntStream.range(0, distances.length).boxed().toList(), neighbours)
        .stream()
        .limit(many ? neighbours : 1)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  @Override
  public void combine(float[][] vectors, float[] into) {
    for (int i = 0; i < into.length; i++) {
      double sum = 0;
      for (float[] vector : vectors) {
        sum += vector[i];
      }
      into[i] = (float) (sum / vectors.length);
    }
  }
}
