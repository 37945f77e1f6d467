package dev.nightshift.eval.generated;

/**
 * The numbers that problems are made of.
 *
 * @param maxTerm largest term of a sum or a difference and larger factor of a product, of at most
 *     two digits; the smallest is 2
 * @param maxFactor largest smaller factor of a product, of one digit; the smallest is 2
 * @param heldOutPercent share of the operand keys that is never shown in training, in percent
 */
public record ProblemSpace(int maxTerm, int maxFactor, int heldOutPercent) {

  /** What the sample and the generated tasks use. */
  public static final ProblemSpace DEFAULT = new ProblemSpace(99, 9, 20);

  public ProblemSpace {
    if (maxTerm < 3 || maxTerm > 99) {
      throw new IllegalArgumentException("maxTerm must be 3 to 99, was " + maxTerm);
    }
    if (maxFactor < 3 || maxFactor > 9) {
      throw new IllegalArgumentException("maxFactor must be 3 to 9, was " + maxFactor);
    }
    if (heldOutPercent < 1 || heldOutPercent > 99) {
      throw new IllegalArgumentException("heldOutPercent must be 1 to 99, was " + heldOutPercent);
    }
  }
}
