package dev.nightshift.training.federated.aggregate;

import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The median of each coordinate; the mean of the two middle values of an even number. Yin et al.
 * 2018, "Byzantine-robust distributed learning: towards optimal statistical rates", option I.
 */
public record CoordinateMedian() implements RobustRule {

  @Override
  public String label() {
    return "median";
  }

  @Override
  public Optional<String> obstacle(int vectors) {
    return vectors >= 1 ? Optional.empty() : Optional.of("the median needs 1 client");
  }

  @Override
  public boolean comparesVectors() {
    return false;
  }

  @Override
  public int[] chosen(double[][] distances) {
    return IntStream.range(0, distances.length).toArray();
  }

  @Override
  public void combine(float[][] vectors, float[] into) {
    Columns.each(vectors, into, Columns::median);
  }
}
