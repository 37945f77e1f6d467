package dev.nightshift.training.policy;

/**
 * How the losses of tokens become the loss of a step. The sums run over the whole step, whatever
 * its micro-batches: n sequences of T_i tokens with losses l.
 *
 * <pre>
 *   TOKEN_MEAN      Σ_i Σ_t l_it / Σ_i T_i
 *   SEQUENCE_MEAN   1/n Σ_i (1/T_i Σ_t l_it)
 *   CONSTANT        1/n Σ_i (1/L Σ_t l_it)        L the greatest length of an answer
 * </pre>
 *
 * <p>Sources: Yu et al., "DAPO", 2025, section 3.3 (token mean); Shao et al., "DeepSeekMath", 2024,
 * equation 3 (mean of sequence means); Liu et al., "Understanding R1-Zero-like training", 2025,
 * section 3.1 (constant).
 */
public enum Aggregation {
  TOKEN_MEAN,
  SEQUENCE_MEAN,
  CONSTANT;

  /**
   * The factor of each token's loss in the sum.
   *
   * @param tokens tokens of its answer, T_i
   * @param longest the greatest length of an answer, L
   */
  public double weight(int tokens, int longest) {
    return switch (this) {
      case TOKEN_MEAN -> 1;
      case SEQUENCE_MEAN -> 1.0 / tokens;
      case CONSTANT -> 1.0 / longest;
    };
  }

  /** What an answer of so many tokens adds to the number that the sum is divided by. */
  public double units(int tokens) {
    return switch (this) {
      case TOKEN_MEAN -> tokens;
      case SEQUENCE_MEAN, CONSTANT -> 1;
    };
  }
}
