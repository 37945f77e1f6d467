package dev.nightshift.eval.stats;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Corrects the p values of several comparisons, so that the chance of one false finding among all
 * stays below α: sorted ascending, p̃₍ᵢ₎ = max_{j ≤ i} min(1, (m − j + 1) p₍ⱼ₎). Source: Holm,
 * Scandinavian Journal of Statistics 6, 1979.
 */
public final class Holm {

  private Holm() {}

  /** The corrected values, in the order of the given ones. */
  public static double[] correct(double[] p) {
    int m = p.length;
    List<Integer> order =
        IntStream.range(0, m).boxed().sorted(Comparator.comparingDouble(i -> p[i])).toList();
    double[] corrected = new double[m];
    double largest = 0;
    for (int rank = 0; rank < m; rank++) {
      int i = order.get(rank);
      largest = Math.max(largest, Math.min(1, (m - rank) * p[i]));
      corrected[i] = largest;
    }
    return corrected;
  }
}
