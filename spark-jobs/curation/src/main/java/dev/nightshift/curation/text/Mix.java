package dev.nightshift.curation.text;

/** Mixing of 64-bit hashes. */
public final class Mix {

  private Mix() {}

  /**
   * A bijection after which every bit depends on all bits: the finisher of SplitMix64 (Stafford's
   * variant 13; Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators").
   */
  public static long of(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
