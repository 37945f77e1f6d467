package dev.nightshift.eval.stats;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How well a score tells two kinds of items apart.
 *
 * <p>The area under the curve is the chance that a positive item has the greater score than a
 * negative one, ties counting half (Mann and Whitney 1947). Its standard error is that of Hanley
 * and McNeil, Radiology 143, 1982, equation 2: √((A(1 − A) + (p − 1)(Q₁ − A²) + (q − 1)(Q₂ − A²)) /
 * pq) with Q₁ = A / (2 − A), Q₂ = 2A² / (1 + A), p positives and q negatives.
 *
 * @param area in [0, 1]; .5 tells nothing
 * @param standardError its standard error
 * @param positives number of positive items
 * @param negatives number of negative items
 * @param points from (0, 0) to (1, 1): share of negatives and of positives at or above a threshold
 */
public record RocCurve(
    double area, double standardError, long positives, long negatives, List<Point> points) {

  /** One threshold. */
  public record Point(double falsePositives, double truePositives) {}

  public RocCurve {
    points = List.copyOf(points);
  }

  /**
   * The curve.
   *
   * @param scores finite, greater for what is more likely positive
   * @param positive which items are
   * @throws IllegalArgumentException if one of the kinds is missing
   */
  public static RocCurve of(double[] scores, boolean[] positive) {
    if (scores.length != positive.length) {
      throw new IllegalArgumentException(
          scores.length + " scores with " + positive.length + " labels");
    }
    List<Integer> order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -scores[i]))
            .toList();
    long p = IntStream.range(0, positive.length).filter(i -> positive[i]).count();
    long q = positive.length - p;
    if (p == 0 || q == 0) {
      throw new IllegalArgumentException(p + " positive and " + q + " negative items");
    }
    List<Point> points = new ArrayList<>(List.of(new Point(0, 0)));
    long seenP = 0;
    long seenQ = 0;
    double area = 0;
    for (int at = 0; at < order.size(); ) {
      double score = scores[order.get(at)];
      long tiedP = 0;
      long tiedQ = 0;
      for (; at < order.size() && scores[order.get(at)] == score; at++) {
        if (positive[order.get(at)]) {
          tiedP++;
        } else {
          tiedQ++;
        }
      }
      area += tiedQ * (seenP + tiedP / 2.0);
      seenP += tiedP;
      seenQ += tiedQ;
      points.add(new Point((double) seenQ / q, (double) seenP / p));
    }
    area /= (double) p * q;
    double q1 = area / (2 - area);
    double q2 = 2 * area * area / (1 + area);
    double variance =
        (area * (1 - area) + (p - 1) * (q1 - area * area) + (q - 1) * (q2 - area * area))
            / ((double) p * q);
    return new RocCurve(area, Math.sqrt(Math.max(0, variance)), p, q, points);
  }
}
