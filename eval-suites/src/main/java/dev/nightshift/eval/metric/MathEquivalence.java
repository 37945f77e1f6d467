package dev.nightshift.eval.metric;

import dev.nightshift.eval.request.RequestKind;
import dev.nightshift.eval.verify.MathVerifier;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * 1 where answer and target mean the same by the {@link MathVerifier}; else 0, also where that
 * could not be told.
 *
 * @param name one of {@link #NAMES}
 */
public record MathEquivalence(String name) implements ItemMetric {

  /** The names in task files; the second is that of lm-evaluation-harness. */
  public static final List<String> NAMES = List.of("math_equivalence", "math_verify");

  private static final MathVerifier VERIFIER = new MathVerifier();

  public MathEquivalence {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException("the metric is named one of " + NAMES + ", not " + name);
    }
  }

  @Override
  public Set<RequestKind> kinds() {
    return EnumSet.of(RequestKind.GENERATE_UNTIL);
  }

  @Override
  public List<ItemScore> score(ItemOutcome outcome, List<String> answers) {
    return List.of(
        ItemScore.of(
            name,
            ExactMatch.share(
                outcome.target(),
                answers,
                (target, answer) -> VERIFIER.verify(target, answer).isEqual())));
  }
}
