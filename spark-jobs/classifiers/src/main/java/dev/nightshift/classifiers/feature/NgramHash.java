package dev.nightshift.classifiers.feature;

/**
 * A 64-bit hash of a sequence of code points: FNV-1a over their four bytes, little-endian, with the
 * finaliser of MurmurHash3 (Appleby), because FNV's low bits alone spread badly over few buckets.
 */
final class NgramHash {

  private static final long OFFSET = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private NgramHash() {}

  /** The hash of an empty n-gram of a kind, so that words and characters differ. */
  static long start(char kind) {
    return add(OFFSET, kind);
  }

  /** The hash with one more code point. */
  static long add(long hash, int codePoint) {
    long h = hash;
    for (int shift = 0; shift < 32; shift += 8) {
      h = (h ^ ((codePoint >>> shift) & 0xFF)) * PRIME;
    }
    return h;
  }

  /** Spreads the hash over all of its bits. */
  static long finish(long hash) {
    long h = hash;
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }
}
