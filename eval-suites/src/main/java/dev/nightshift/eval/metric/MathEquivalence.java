package dev.nightshift.eval.metric;

import dev.nightshift.eval.verify.MathVerifier;
import java.util.List;

/**
 * 1 where answer and target mean the same by the {@link MathVerifier}; else 0, also where that
 * could not be told.
 *
 * @param name one of {@link #NAMES}
 */
public record MathEquivalence(String name) implements AnswerMetric {

  /** The names in task files; the second is that of lm-evaluation-harness. */
  public static final List<String> NAMES = List.of("math_equivalence", "math_verify");

  private static final MathVerifier VERIFIER = new MathVerifier();

  public MathEquivalence {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException("the metric is named one of " + NAMES + ", not " + name);
    }
  }

  @Override
  public double score(String target, String answer) {
    return VERIFIER.verify(target, answer).isEqual() ? 1 : 0;
  }
}
