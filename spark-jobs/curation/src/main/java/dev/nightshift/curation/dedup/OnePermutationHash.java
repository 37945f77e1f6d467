package dev.nightshift.curation.dedup;

import dev.nightshift.curation.text.Mix;
import dev.nightshift.schema.random.CounterRandom;
import java.io.Serializable;
import java.util.Arrays;

/**
 * MinHash signatures of one permutation (Li, Owen and Zhang 2012, "One permutation hashing"): it
 * spreads the shingles over k bins, and a signature holds the least of each bin. Each shingle costs
 * one hash in place of k. A bin that stays empty takes the number of another one, which is drawn by
 * a hash of the bin and of the attempt until one is met that is not empty (Shrivastava 2017,
 * "Optimal densification for fast and accurate minwise hashing"): for all sets the same draws, so
 * that two sets agree in a bin with a probability of their Jaccard similarity J all the same.
 *
 * <p>Of sets with several times k shingles the share of agreeing numbers has a standard error of at
 * most {@code √(J(1 − J)/k)}, that of k permutations; of smaller sets, whose bins share numbers, it
 * is larger. The hash is keyed by {@link MinHash#SEED} and never changes: stored band keys rely on
 * it.
 */
public final class OnePermutationHash implements SignatureFamily, Serializable {

  private static final long serialVersionUID = 1L;

  private static final int EMPTY = Integer.MAX_VALUE;

  private final int bins;
  private final long key;
  private final long donors;

  /**
   * A family.
   *
   * @param hashes k, at least 1
   */
  public OnePermutationHash(int hashes) {
    if (hashes < 1) {
      throw new IllegalArgumentException("a signature has at least one hash, not " + hashes);
    }
    CounterRandom random = CounterRandom.of(MinHash.SEED, "one-permutation", 0);
    this.bins = hashes;
    this.key = random.nextLong();
    this.donors = random.nextLong();
  }

  @Override
  public int hashes() {
    return bins;
  }

  @Override
  public void clear(int[] signature) {
    Arrays.fill(signature, EMPTY);
  }

  @Override
  public void add(int[] block, int size, int[] signature) {
    for (int i = 0; i < size; i++) {
      long hash = Mix.of(key ^ block[i]);
      int bin = bin(hash);
      signature[bin] = Math.min(signature[bin], (int) hash >>> 1);
    }
  }

  /** The upper 32 bits say the bin, the lower ones the number. */
  private int bin(long hash) {
    return (int) ((hash >>> 32) * bins >>> 32);
  }

  @Override
  public void finish(int[] signature) {
    int[] own = null;
    for (int bin = 0; bin < bins; bin++) {
      if (signature[bin] == EMPTY) {
        own = own == null ? signature.clone() : own;
        signature[bin] = own[donor(own, bin)];
      }
    }
  }

  private int donor(int[] own, int bin) {
    for (long attempt = 1; ; attempt++) {
      int drawn = bin(Mix.of(donors ^ (attempt * bins + bin)));
      if (own[drawn] != EMPTY) {
        return drawn;
      }
    }
  }
}
