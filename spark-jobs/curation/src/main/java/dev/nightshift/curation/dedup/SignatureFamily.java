package dev.nightshift.curation.dedup;

/**
 * Signatures of sets: k numbers of which those of two sets agree in as many, in the mean, as the
 * Jaccard similarity of the sets says.
 */
public sealed interface SignatureFamily permits MinHash, OnePermutationHash {

  /** Length of a signature, k. */
  int hashes();

  /** Makes a signature that of the empty set. */
  void clear(int[] signature);

  /** Adds the first {@code size} shingles of a block to the set of a signature. */
  void add(int[] block, int size, int[] signature);

  /** Completes the signature of a set that is not empty, once all of it has been added. */
  void finish(int[] signature);

  /**
   * The family for n-grams of a unit. A text has about five times as many n-grams of characters as
   * of words, enough for all parts of one permutation; and k permutations of each would cost k
   * times as much.
   */
  static SignatureFamily of(TextUnit unit, int hashes) {
    return unit == TextUnit.CHAR ? new OnePermutationHash(hashes) : new MinHash(hashes);
  }
}
