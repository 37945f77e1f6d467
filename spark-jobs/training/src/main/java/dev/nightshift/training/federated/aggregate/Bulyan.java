package dev.nightshift.training.federated.aggregate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Krum again and again chooses θ = n − 2f vectors, each time among those that are left; then each
 * coordinate is the mean of its β = θ − 2f values that are nearest to the median. El Mhamdi,
 * Guerraoui and Rouault 2018, "The hidden vulnerability of distributed learning in Byzantium",
 * section 4. The last choices are made among 2f + 1 vectors, with f − 1 neighbours but at least
 * one. Of two values as near, the lesser one counts.
 *
 * @param falseClients the greatest number f of false clients
 */
public record Bulyan(int falseClients) implements RobustRule {

  public Bulyan {
    if (falseClients < 0) {
      throw new IllegalArgumentException("the number of false clients was " + falseClients);
    }
  }

  @Override
  public String label() {
    return "bulyan";
  }

  @Override
  public Optional<String> obstacle(int vectors) {
    int least = 4 * falseClients + 3;
    return vectors >= least
        ? Optional.empty()
        : Optional.of(
            "bulyan against "
                + falseClients
                + " false clients needs 4f + 3 = "
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
    List<Integer> left = new ArrayList<>(IntStream.range(0, distances.length).boxed().toList());
    int[] chosen = new int[distances.length - 2 * falseClients];
    for (int i = 0; i < chosen.length; i++) {
      int neighbours = Math.max(1, left.size() - falseClients - 2);
      Integer best = KrumScores.ranked(distances, left, neighbours).get(0);
      chosen[i] = best;
      left.remove(best);
    }
    return chosen;
  }

  @Override
  public void combine(float[][] vectors, float[] into) {
    int count = Math.max(1, vectors.length - 2 * falseClients);
    Columns.each(vectors, into, sorted -> nearest(sorted, count));
  }

  /** The mean of the values nearest to the median; they are a stretch of the sorted values. */
  private static double nearest(double[] sorted, int count) {
    double median = Columns.median(sorted);
    int from = 0;
    while (from + count < sorted.length && median - sorted[from] > sorted[from + count] - median) {
      from++;
    }
    return Columns.mean(sorted, from, from + count);
  }
}
