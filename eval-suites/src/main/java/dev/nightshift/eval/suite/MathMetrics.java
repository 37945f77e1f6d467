package dev.nightshift.eval.suite;

import dev.nightshift.eval.mathtext.Boxed;
import dev.nightshift.eval.mathtext.HendrycksAnswers;
import dev.nightshift.eval.mathtext.MinervaAnswers;
import dev.nightshift.eval.metric.ItemMetric;
import dev.nightshift.eval.verify.MathVerifier;

/**
 * {@code exact_match} of mathematical tasks, which find and compare answers by rules of their own.
 */
final class MathMetrics {

  private static final String SCORE = "exact_match";
  private static final MathVerifier VERIFIER = new MathVerifier();

  private MathMetrics() {}

  /**
   * {@code hendrycks_math}: the answer is what stands between the first and the last dollar sign,
   * or the whole response where there are not two; compared by {@link HendrycksAnswers}.
   */
  static ItemMetric hendrycks() {
    return AnswerScore.share(
        "hendrycks_exact_match",
        SCORE,
        (outcome, answer) ->
            HendrycksAnswers.equal(betweenDollars(answer), outcome.target().text()));
  }

  /** {@code aime}: as {@link #hendrycks}, but the content of the last box comes first. */
  static ItemMetric aime() {
    return AnswerScore.share(
        "aime_exact_match",
        SCORE,
        (outcome, answer) ->
            HendrycksAnswers.equal(
                Boxed.last(answer).orElseGet(() -> betweenDollars(answer)),
                outcome.target().text()));
  }

  /**
   * {@code minerva_math}: the answer after "Final Answer: The final answer is", normalised; equal
   * to the target as a text, or by the {@link MathVerifier}, where the published evaluation asks a
   * computer algebra system whether the difference is 0.
   */
  static ItemMetric minerva() {
    return AnswerScore.share(
        "minerva_exact_match",
        SCORE,
        (outcome, answer) -> {
          String found = MinervaAnswers.normalise(MinervaAnswers.find(answer));
          String target = outcome.target().text();
          return !found.equals(MinervaAnswers.NONE)
              && (found.equals(target) || VERIFIER.compare(target, found).isEqual());
        });
  }

  private static String betweenDollars(String text) {
    int first = text.indexOf('$');
    int last = text.lastIndexOf('$');
    return last > first ? text.substring(first + 1, last) : text;
  }
}
