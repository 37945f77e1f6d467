package dev.nightshift.eval.stats;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One answer from several. Ties go to the answer that came first, so that the choice is a function
 * of the list. Sources: Wang et al., "Self-consistency", arXiv 2203.11171 (majority); Cobbe et al.,
 * arXiv 2110.14168 (best of N by a verifier).
 */
public final class Votes {

  private Votes() {}

  /** The most frequent answer. */
  public static String majority(List<String> answers) {
    return weighted(answers, answers.stream().map(a -> 1.0).toList());
  }

  /** The answer with the largest sum of scores. */
  public static String weighted(List<String> answers, List<Double> scores) {
    check(answers, scores);
    Map<String, Double> sums = new LinkedHashMap<>();
    for (int i = 0; i < answers.size(); i++) {
      sums.merge(answers.get(i), scores.get(i), Double::sum);
    }
    String best = answers.get(0);
    double most = Double.NEGATIVE_INFINITY;
    for (Map.Entry<String, Double> entry : sums.entrySet()) {
      if (entry.getValue() > most) {
        most = entry.getValue();
        best = entry.getKey();
      }
    }
    return best;
  }

  /** The answer with the largest single score. */
  public static String bestOf(List<String> answers, List<Double> scores) {
    check(answers, scores);
    int best = 0;
    for (int i = 1; i < scores.size(); i++) {
      if (scores.get(i) > scores.get(best)) {
        best = i;
      }
    }
    return answers.get(best);
  }

  private static void check(List<String> answers, List<Double> scores) {
    if (answers.isEmpty() || answers.size() != scores.size()) {
      throw new IllegalArgumentException(
          answers.size() + " answers with " + scores.size() + " scores");
    }
  }
}
