package dev.nightshift.eval.metric;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Scores of classes: what was found against what is right. Classes are whole numbers.
 *
 * <p>Sources: F1 = 2 TP / (2 TP + FP + FN), van Rijsbergen 1979; the correlation of several classes
 * is Gorodkin's R_K (Computational Biology and Chemistry 28, 2004, equation 8), which is Matthews'
 * for two. Both are 0 where they are not defined, as in scikit-learn.
 */
final class Classification {

  private Classification() {}

  static double f1(double[] found, double[] right) {
    long hits = 0;
    long misses = 0;
    for (int i = 0; i < found.length; i++) {
      boolean isFound = found[i] == 1;
      boolean isRight = right[i] == 1;
      hits += isFound && isRight ? 1 : 0;
      misses += isFound != isRight ? 1 : 0;
    }
    return hits + misses == 0 ? 0 : 2.0 * hits / (2.0 * hits + misses);
  }

  static double matthews(double[] found, double[] right) {
    Map<Double, Long> foundCounts = new LinkedHashMap<>();
    Map<Double, Long> rightCounts = new LinkedHashMap<>();
    long correct = 0;
    for (int i = 0; i < found.length; i++) {
      foundCounts.merge(found[i], 1L, Long::sum);
      rightCounts.merge(right[i], 1L, Long::sum);
      correct += found[i] == right[i] ? 1 : 0;
    }
    double n = found.length;
    double together = 0;
    double foundSquares = 0;
    double rightSquares = 0;
    for (Map.Entry<Double, Long> entry : foundCounts.entrySet()) {
      together += (double) entry.getValue() * rightCounts.getOrDefault(entry.getKey(), 0L);
      foundSquares += (double) entry.getValue() * entry.getValue();
    }
    for (long count : rightCounts.values()) {
      rightSquares += (double) count * count;
    }
    double below = Math.sqrt((n * n - foundSquares) * (n * n - rightSquares));
    return below == 0 ? 0 : (correct * n - together) / below;
  }
}
