package dev.nightshift.eval.fewshot;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The generator of Python's module {@code random}, draw for draw: the Mersenne Twister MT19937,
 * seeded by a whole number as CPython does, with CPython's rules for drawing below a bound and for
 * samples.
 *
 * <p>Sources: Matsumoto and Nishimura, "Mersenne Twister", ACM TOMACS 8, 1998, with the seeding by
 * array of 2002; CPython 3.9 and newer, {@code Random.sample}. Not safe for several threads.
 */
public final class PythonRandom {

  private static final int N = 624;
  private static final int M = 397;

  private final int[] state = new int[N];
  private int at = N;

  /**
   * {@code random.Random(seed)}.
   *
   * @param seed at least 0
   */
  public PythonRandom(long seed) {
    if (seed < 0) {
      throw new IllegalArgumentException("the seed is " + seed + ", at least 0 is needed");
    }
    int high = (int) (seed >>> 32);
    seedByArray(high == 0 ? new int[] {(int) seed} : new int[] {(int) seed, high});
  }

  private void seed(int value) {
    state[0] = value;
    for (int i = 1; i < N; i++) {
      state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    }
  }

  private void seedByArray(int[] key) {
    seed(19650218);
    int i = 1;
    int j = 0;
    for (int k = Math.max(N, key.length); k > 0; k--) {
      state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >>> 30)) * 1664525)) + key[j] + j;
      i++;
      j = (j + 1) % key.length;
      if (i >= N) {
        state[0] = state[N - 1];
        i = 1;
      }
    }
    for (int k = N - 1; k > 0; k--) {
      state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >>> 30)) * 1566083941)) - i;
      i++;
      if (i >= N) {
        state[0] = state[N - 1];
        i = 1;
      }
    }
    state[0] = 0x80000000;
  }

  private int next() {
    if (at == N) {
      for (int k = 0; k < N; k++) {
        int y = (state[k] & 0x80000000) | (state[(k + 1) % N] & 0x7fffffff);
        state[k] = state[(k + M) % N] ^ (y >>> 1) ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
      }
      at = 0;
    }
    int y = state[at++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return y ^ (y >>> 18);
  }

  /** {@code getrandbits(bits)}, for 1 to 31 bits. */
  public int bits(int bits) {
    return next() >>> (32 - bits);
  }

  /** {@code random()}: in [0, 1), with 53 bits. */
  public double nextDouble() {
    long a = next() >>> 5;
    long b = next() >>> 6;
    return (a * 67108864.0 + b) / 9007199254740992.0;
  }

  /** {@code randrange(bound)}, for a bound from 1. */
  public int below(int bound) {
    int length = 32 - Integer.numberOfLeadingZeros(bound);
    int drawn = bits(length);
    while (drawn >= bound) {
      drawn = bits(length);
    }
    return drawn;
  }

  /**
   * {@code sample(population, count)}: unlike places, in the order of the draws.
   *
   * @throws IllegalArgumentException if the population is too small
   */
  public <T> List<T> sample(List<T> population, int count) {
    int n = population.size();
    if (count < 0 || count > n) {
      throw new IllegalArgumentException(
          "a sample of " + count + " from " + n + " is larger than what there is");
    }
    int largest = 21;
    if (count > 5) {
      largest += (int) Math.pow(4, Math.ceil(Math.log(count * 3.0) / Math.log(4)));
    }
    List<T> chosen = new ArrayList<>(count);
    if (n <= largest) {
      List<T> pool = new ArrayList<>(population);
      for (int i = 0; i < count; i++) {
        int j = below(n - i);
        chosen.add(pool.get(j));
        pool.set(j, pool.get(n - i - 1));
      }
      return chosen;
    }
    Set<Integer> taken = new HashSet<>();
    for (int i = 0; i < count; i++) {
      int j = below(n);
      while (!taken.add(j)) {
        j = below(n);
      }
      chosen.add(population.get(j));
    }
    return chosen;
  }
}
