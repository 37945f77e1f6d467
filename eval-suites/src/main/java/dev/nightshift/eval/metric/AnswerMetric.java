package dev.nightshift.eval.metric;

/**
 * Scores one answer. The value of a task is the mean over its items.
 *
 * <p>Implementations are pure functions and may be used by several threads.
 */
public sealed interface AnswerMetric permits ExactMatch, Accuracy, MathEquivalence {

  /** The name in results, as in task files. */
  String name();

  /** Whether more is better. */
  default boolean higherIsBetter() {
    return true;
  }

  /**
   * The score.
   *
   * @param target the right answer
   * @param answer what the filter found
   */
  double score(String target, String answer);
}
