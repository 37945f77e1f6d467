package dev.nightshift.training.federated.aggregate;

import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The mean of each coordinate without its ⌊βn⌋ least and greatest values. Yin et al. 2018, option
 * II.
 *
 * @param share β, in [0, ½)
 */
public record TrimmedMean(double share) implements RobustRule {

  public TrimmedMean {
    if (!(share >= 0 && share < .5)) {
      throw new IllegalArgumentException("the trimmed share lies in [0, 0.5), was " + share);
    }
  }

  @Override
  public String label() {
    return "trimmed-mean";
  }

  @Override
  public Optional<String> obstacle(int vectors) {
    return vectors >= 1 ? Optional.empty() : Optional.of("the trimmed mean needs 1 client");
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
    int cut = (int) Math.floor(share * vectors.length + 1e-9);
    Columns.each(vectors, into, sorted -> Columns.mean(sorted, cut, sorted.length - cut));
  }
}
