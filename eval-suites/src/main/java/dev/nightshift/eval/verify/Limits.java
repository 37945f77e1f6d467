package dev.nightshift.eval.verify;

/**
 * The bounds of one comparison. The first three are counted, so that a verdict does not depend on
 * the machine; the time is the last resort.
 *
 * @param characters longest answer that is read; a longer one is only compared as text
 * @param depth deepest nesting that is read
 * @param steps elementary steps: about a microsecond each
 * @param millis longest time until a verdict, in milliseconds
 */
public record Limits(int characters, int depth, long steps, long millis) {

  /** 4,000 characters, 120 levels, 400,000 steps, 5 s. */
  public static final Limits DEFAULT = new Limits(4_000, 120, 400_000, 5_000);

  public Limits {
    if (characters < 1 || depth < 1 || steps < 1 || millis < 1) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }
}
