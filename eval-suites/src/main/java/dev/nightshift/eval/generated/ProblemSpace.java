package dev.nightshift.eval.generated;

/**
 * The numbers that problems are made of.
 *
 * @param maxTerm largest number shown in a sum or a difference; the smallest is 2
 * @param maxFactor largest factor of a product; the smallest is 2
 * @param heldOutPercent share of the operand keys that is never shown in training, in percent
 */
public record ProblemSpace(int maxTerm, int maxFactor, int heldOutPercent) {

  /** What the sample and the generated tasks use. */
  public static final ProblemSpace DEFAULT = new ProblemSpace(99, 12, 20);

  public ProblemSpace {
    if (maxTerm < 3 || maxTerm > 10_000) {
      throw new IllegalArgumentException("maxTerm must be 3 to 10000, was " + maxTerm);
    }
    if (maxFactor < 3 || maxFactor > 100) {
      throw new IllegalArgumentException("maxFactor must be 3 to 100, was " + maxFactor);
    }
    if (heldOutPercent < 1 || heldOutPercent > 99) {
      throw new IllegalArgumentException("heldOutPercent must be 1 to 99, was " + heldOutPercent);
    }
  }
}
