package dev.nightshift.training.reward;

import java.util.Arrays;

/**
 * The judge that a reward model must beat: it reads nothing and prefers the longer answer, or the
 * shorter one (Singhal et al. 2023, "A long way to go: investigating length correlations in RLHF").
 *
 * @param direction 1 where the longer answer is preferred, −1 where the shorter one is
 */
public record LengthRule(int direction) {

  public LengthRule {
    if (Math.abs(direction) != 1) {
      throw new IllegalArgumentException("a direction is 1 or −1, was " + direction);
    }
  }

  /**
   * The direction that is right more often; the longer answer where both are alike.
   *
   * @param differences length of each preferred answer less that of the other
   */
  public static LengthRule fit(int[] differences) {
    long longer = Arrays.stream(differences).filter(d -> d > 0).count();
    long shorter = Arrays.stream(differences).filter(d -> d < 0).count();
    return new LengthRule(longer >= shorter ? 1 : -1);
  }

  /** Whether it prefers the preferred answer of a pair; answers of one length are a tie, and wrong. */
  public boolean isRight(int difference) {
    return direction * difference > 0;
  }
}
