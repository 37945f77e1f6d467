package dev.nightshift.inference.generate;

import dev.nightshift.schema.random.CounterRandom;
import java.util.Arrays;

/**
 * Draws a token from scores: temperature, then the k likeliest, then the nucleus of probability p,
 * then one uniform number against the cumulated probabilities. Equal scores are ranked by token id,
 * lower first. All arithmetic is in double precision and in a fixed order, so that the draw is a
 * function of the scores and of (seed, request, step).
 */
final class TokenSampler {

  private final GenerationSettings settings;

  TokenSampler(GenerationSettings settings) {
    this.settings = settings;
  }

  /**
   * Draws a token.
   *
   * @param scores scores of all requests of a pass, row-major
   * @param from where this request's scores begin
   * @param vocabulary how many there are (V)
   */
  int draw(float[] scores, int from, int vocabulary, String requestId, int step) {
    double uniform = CounterRandom.of(settings.seed(), "sample/" + step, requestId).nextDouble();
    boolean truncated =
        settings.topP() < 1 || (settings.topK() > 0 && settings.topK() < vocabulary);
    int[] ids = truncated ? ranked(scores, from, vocabulary) : null;
    int kept =
        truncated && settings.topK() > 0 ? Math.min(settings.topK(), vocabulary) : vocabulary;
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < kept; i++) {
      highest = Math.max(highest, scores[from + (ids == null ? i : ids[i])]);
    }
    double[] weights = new double[kept];
    double total = 0;
    for (int i = 0; i < kept; i++) {
      double score = scores[from + (ids == null ? i : ids[i])];
      weights[i] = Math.exp((score - highest) / settings.temperature());
      total += weights[i];
    }
    if (settings.topP() < 1) {
      double reached = 0;
      int n = 0;
      while (n < kept && reached < settings.topP() * total) {
        reached += weights[n++];
      }
      kept = n;
      total = reached;
    }
    double target = uniform * total;
    double passed = 0;
    int last = 0;
    for (int i = 0; i < kept; i++) {
      if (weights[i] > 0) {
        last = i;
        passed += weights[i];
        if (target < passed) {
          break;
        }
      }
    }
    return ids == null ? last : ids[last];
  }

  /** Token ids by falling score, then rising id. */
  private static int[] ranked(float[] scores, int from, int vocabulary) {
    long[] keys = new long[vocabulary];
    for (int i = 0; i < vocabulary; i++) {
      keys[i] = ((long) ~ordered(scores[from + i]) << 32) | i;
    }
    Arrays.sort(keys);
    int[] ids = new int[vocabulary];
    for (int i = 0; i < vocabulary; i++) {
      ids[i] = (int) keys[i];
    }
    return ids;
  }

  /** Bits whose order as a signed number is the order of the floats; −0 counts as 0. */
  private static int ordered(float score) {
    int bits = Float.floatToIntBits(score + 0.0f);
    return bits < 0 ? bits ^ 0x7FFFFFFF : bits;
  }
}
