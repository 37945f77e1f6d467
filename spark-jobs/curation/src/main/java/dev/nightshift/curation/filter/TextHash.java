package dev.nightshift.curation.filter;

/**
 * Hashes of short pieces of text to 64 bits: one multiplication for each code unit (FNV-1a: Fowler,
 * Noll and Vo), and the mixer of MurmurHash3 (Appleby) at the end.
 */
final class TextHash {

  static final long SEED = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private TextHash() {}

  static long step(long hash, char unit) {
    return (hash ^ unit) * PRIME;
  }

  /** Spreads all bits over all; never 0. */
  static long finish(long hash) {
    long h = hash;
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    h ^= h >>> 33;
    return h == 0 ? 1 : h;
  }

  static long of(String text) {
    long hash = SEED;
    for (int i = 0; i < text.length(); i++) {
      hash = step(hash, text.charAt(i));
    }
    return finish(hash);
  }
}
