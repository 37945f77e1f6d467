package dev.nightshift.eval.generated;

import dev.nightshift.schema.identity.Digest;

/**
 * The two numbers that a question shows.
 *
 * <p>Their {@linkplain #key() key} forgets the order and the operation: {@code 5 + 12}, {@code 12 +
 * 5}, {@code 12 - 5} and {@code x + 5 = 12} share one key, so a key that is held out is seen in
 * training in none of these forms.
 *
 * @param a the first number of the operation, at least 0
 * @param b the second, at least 0
 */
public record Operands(int a, int b) {

  /** Changing this name moves every key to a new side: never change it. */
  private static final String SPLIT_NAME = "operands";

  public Operands {
    if (a < 0 || b < 0) {
      throw new IllegalArgumentException("operands are not negative, were " + a + " and " + b);
    }
  }

  /** The smaller number, a comma, the larger. */
  public String key() {
    return Math.min(a, b) + "," + Math.max(a, b);
  }

  /**
   * The side of these operands: held out where the first 32 bits of the key's digest, as a share of
   * 2³², lie below the held-out share. It depends on nothing else, no seed in particular, so that
   * no two data sets ever disagree about a key.
   *
   * @param heldOutPercent share of the keys that is held out, 0 to 100
   */
  public Split split(int heldOutPercent) {
    long bits = Long.parseLong(Digest.start().add(SPLIT_NAME).add(key()).hex().substring(0, 8), 16);
    return bits * 100 < ((long) heldOutPercent << 32) ? Split.HELD_OUT : Split.TRAIN;
  }
}
