package dev.nightshift.schema.random;

import dev.nightshift.schema.identity.Digest;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * Philox 4×32-10: a counter-based generator. Its n-th value is a pure function of (key, stream, n),
 * so a draw depends on what it is for and never on which worker makes it.
 *
 * <p>The 64-bit key comes from (run seed, purpose); the upper 64 bits of the counter come from the
 * stable id of the row or step; the lower 64 bits count the blocks drawn. Source: Salmon, Moraes,
 * Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011, section 3.3.
 *
 * <p>Not for secrets. Not safe for use by several threads: make one per row or step, they are
 * cheap.
 */
public final class CounterRandom {

  private static final int M0 = 0xD2511F53;
  private static final int M1 = 0xCD9E8D57;
  private static final int W0 = 0x9E3779B9;
  private static final int W1 = 0xBB67AE85;

  private final int key0;
  private final int key1;
  private final int stream0;
  private final int stream1;
  private final int[] block = new int[4];
  private long counter;
  private int used = 4;

  private CounterRandom(long key, long stream) {
    this.key0 = (int) key;
    this.key1 = (int) (key >>> 32);
    this.stream0 = (int) stream;
    this.stream1 = (int) (stream >>> 32);
  }

  /** The generator for one purpose of a run and one numbered thing (a step, an index). */
  public static CounterRandom of(long seed, String purpose, long id) {
    return new CounterRandom(key(seed, purpose), id);
  }

  /** The generator for one purpose of a run and one named thing (a row id). */
  public static CounterRandom of(long seed, String purpose, String id) {
    return new CounterRandom(key(seed, purpose), first64(Digest.start().add(id).hex()));
  }

  /** The generator of a raw key and stream, for those who keep their own names. */
  static CounterRandom ofRaw(long key, long stream) {
    return new CounterRandom(key, stream);
  }

  private static long key(long seed, String purpose) {
    return first64(Digest.start().add(seed).add(purpose).hex());
  }

  private static long first64(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex.substring(0, 16))).getLong();
  }

  /** Goes on with a block of four 32-bit draws, counted from 0, for those who keep their place. */
  void skipTo(long block) {
    counter = block;
    used = 4;
  }

  /** The next 32 random bits. */
  public int nextInt() {
    if (used == 4) {
      fill();
      used = 0;
    }
    return block[used++];
  }

  /** The next 64 random bits. */
  public long nextLong() {
    long low = nextInt() & 0xFFFFFFFFL;
    return low | ((long) nextInt() << 32);
  }

  /**
   * A number in {@code [0, bound)}, each equally likely (rejection, so that there is no bias).
   *
   * @throws IllegalArgumentException if the bound is not positive
   */
  public int nextInt(int bound) {
    return (int) nextLong(bound);
  }

  /**
   * A number in {@code [0, bound)}, each equally likely.
   *
   * @throws IllegalArgumentException if the bound is not positive
   */
  public long nextLong(long bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound must be positive, was " + bound);
    }
    long bits = nextLong() >>> 1;
    long value = bits % bound;
    while (bits - value + (bound - 1) < 0) {
      bits = nextLong() >>> 1;
      value = bits % bound;
    }
    return value;
  }

  /** A number in {@code [0, 1)}, a multiple of 2⁻⁵³. */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  /** A draw from the standard normal distribution (Box and Muller's cosine branch). */
  public double nextGaussian() {
    double radius = Math.sqrt(-2 * Math.log(1 - nextDouble()));
    return radius * Math.cos(2 * Math.PI * nextDouble());
  }

  /** Shuffles in place, each order equally likely (Fisher and Yates). */
  public void shuffle(int[] values) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = nextInt(i + 1);
      int swapped = values[i];
      values[i] = values[j];
      values[j] = swapped;
    }
  }

  private void fill() {
    int c0 = (int) counter;
    int c1 = (int) (counter >>> 32);
    int c2 = stream0;
    int c3 = stream1;
    int k0 = key0;
    int k1 = key1;
    for (int round = 0; round < 10; round++) {
      long product0 = (M0 & 0xFFFFFFFFL) * (c0 & 0xFFFFFFFFL);
      long product1 = (M1 & 0xFFFFFFFFL) * (c2 & 0xFFFFFFFFL);
      c0 = (int) (product1 >>> 32) ^ c1 ^ k0;
      c1 = (int) product1;
      c2 = (int) (product0 >>> 32) ^ c3 ^ k1;
      c3 = (int) product0;
      k0 += W0;
      k1 += W1;
    }
    block[0] = c0;
    block[1] = c1;
    block[2] = c2;
    block[3] = c3;
    counter++;
  }
}
