package dev.nightshift.curation.dedup;

import dev.nightshift.curation.text.Mix;
import dev.nightshift.schema.random.CounterRandom;
import java.io.Serializable;
import java.util.Arrays;

/**
 * MinHash signatures: k numbers of which two sets agree in as many, in the mean, as their Jaccard
 * similarity says (Broder 1997; Broder, Charikar, Frieze and Mitzenmacher 2000, "Min-wise
 * independent permutations"). The share of agreeing numbers estimates J with a standard error of
 * {@code √(J(1 − J)/k)}.
 *
 * <p>Permutation i takes a shingle x, 32 well-mixed bits, to {@code a_i · x + b_i mod 2³²} with a_i
 * odd: a bijection whose upper bits are 2-universal (Dietzfelbinger et al. 1997,
 * multiply-add-shift). Numbers are compared with their sign. The inner loop multiplies, adds and
 * takes minima of 32-bit lanes, which the compiler turns into vector instructions; a family modulo
 * the prime 2⁶¹ − 1 does not go into lanes. The coefficients are drawn by the counter-based
 * generator from {@link #SEED} and never change: stored band keys rely on them.
 */
public final class MinHash implements SignatureFamily, Serializable {

  private static final long serialVersionUID = 1L;

  /** The seed of the coefficients. */
  public static final long SEED = 1;

  private final int[] multipliers;
  private final int[] offsets;

  /**
   * A family of permutations.
   *
   * @param hashes k, at least 1
   */
  public MinHash(int hashes) {
    if (hashes < 1) {
      throw new IllegalArgumentException("a signature has at least one hash, not " + hashes);
    }
    multipliers = new int[hashes];
    offsets = new int[hashes];
    for (int i = 0; i < hashes; i++) {
      CounterRandom random = CounterRandom.of(SEED, "minhash", i);
      multipliers[i] = random.nextInt() | 1;
      offsets[i] = random.nextInt();
    }
  }

  @Override
  public int hashes() {
    return multipliers.length;
  }

  @Override
  public void clear(int[] signature) {
    Arrays.fill(signature, Integer.MAX_VALUE);
  }

  @Override
  public void add(int[] block, int size, int[] signature) {
    int i = 0;
    for (; i + 4 <= size; i += 4) {
      four(signature, multipliers, offsets, block[i], block[i + 1], block[i + 2], block[i + 3]);
    }
    for (; i < size; i++) {
      one(signature, multipliers, offsets, block[i]);
    }
  }

  @Override
  public void finish(int[] signature) {
    // Every permutation has seen every shingle.
  }

  private static void four(int[] least, int[] a, int[] b, int w, int x, int y, int z) {
    for (int k = 0; k < least.length; k++) {
      int multiplier = a[k];
      int offset = b[k];
      int m = least[k];
      int d = ((multiplier * w + offset) >>> 1) - m;
      m += d & (d >> 31);
      d = ((multiplier * x + offset) >>> 1) - m;
      m += d & (d >> 31);
      d = ((multiplier * y + offset) >>> 1) - m;
      m += d & (d >> 31);
      d = ((multiplier * z + offset) >>> 1) - m;
      m += d & (d >> 31);
      least[k] = m;
    }
  }

  private static void one(int[] least, int[] a, int[] b, int x) {
    for (int k = 0; k < least.length; k++) {
      int d = ((a[k] * x + b[k]) >>> 1) - least[k];
      least[k] += d & (d >> 31);
    }
  }

  /** The share of agreeing numbers of two signatures, the estimate of J. */
  public static double estimate(int[] one, int[] other) {
    int same = 0;
    for (int i = 0; i < one.length; i++) {
      if (one[i] == other[i]) {
        same++;
      }
    }
    return (double) same / one.length;
  }

  /** The 64-bit key of each band of a signature: a hash of the band's number and its hashes. */
  public static long[] bandKeys(int[] signature, Bands bands) {
    long[] keys = new long[bands.count()];
    for (int band = 0; band < keys.length; band++) {
      long key = Mix.of(band + 1);
      for (int row = 0; row < bands.rows(); row++) {
        key = Mix.of(key ^ signature[band * bands.rows() + row]);
      }
      keys[band] = key;
    }
    return keys;
  }
}
