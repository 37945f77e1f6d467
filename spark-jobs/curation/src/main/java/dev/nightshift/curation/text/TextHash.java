package dev.nightshift.curation.text;

/**
 * Hashes of short pieces of text to 64 bits: one multiplication for each code unit or code point
 * (FNV-1a: Fowler, Noll and Vo), and {@link Mix} at the end.
 */
public final class TextHash {

  /** The hash of no text, to go on from. */
  public static final long SEED = 0xcbf29ce484222325L;

  private static final long PRIME = 0x100000001b3L;

  private TextHash() {}

  /** The hash of a text and one more code unit or code point. */
  public static long step(long hash, int unit) {
    return (hash ^ unit) * PRIME;
  }

  /** Spreads all bits over all; never 0. */
  public static long finish(long hash) {
    long mixed = Mix.of(hash);
    return mixed == 0 ? 1 : mixed;
  }

  /** The finished hash of a text. */
  public static long of(String text) {
    long hash = SEED;
    for (int i = 0; i < text.length(); i++) {
      hash = step(hash, text.charAt(i));
    }
    return finish(hash);
  }
}
