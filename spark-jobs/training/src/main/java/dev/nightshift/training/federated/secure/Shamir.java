package dev.nightshift.training.federated.secure;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sharing of a secret of 32 bytes among holders, any {@code threshold} of whom can put it together
 * again while fewer learn nothing: the secret is the value at 0 of a random polynomial of degree
 * threshold − 1 modulo 2²⁵⁶ + 297, a prime, and a share is its value at the holder's number. Shamir
 * 1979, "How to share a secret".
 */
final class Shamir {

  static final BigInteger PRIME = BigInteger.ONE.shiftLeft(256).add(BigInteger.valueOf(297));

  private static final int LENGTH = 32;

  private Shamir() {}

  /**
   * The shares of a secret.
   *
   * @param secret 32 bytes
   * @param threshold how many shares are enough
   * @param holders numbers of the holders, from 0
   * @param random fresh bits for the polynomial
   */
  static Map<Integer, BigInteger> share(
      byte[] secret, int threshold, List<Integer> holders, KeyStream random) {
    if (threshold < 1 || threshold > holders.size()) {
      throw new IllegalArgumentException(
          threshold + " of " + holders.size() + " shares cannot be what is needed");
    }
    BigInteger[] coefficients = new BigInteger[threshold];
    coefficients[0] = new BigInteger(1, secret);
    for (int i = 1; i < threshold; i++) {
      coefficients[i] = element(random);
    }
    Map<Integer, BigInteger> shares = new TreeMap<>();
    for (int holder : holders) {
      BigInteger x = BigInteger.valueOf(holder + 1L);
      BigInteger y = BigInteger.ZERO;
      for (int i = threshold - 1; i >= 0; i--) {
        y = y.multiply(x).add(coefficients[i]).mod(PRIME);
      }
      shares.put(holder, y);
    }
    return shares;
  }

  /** The secret of at least {@code threshold} shares, by Lagrange's interpolation at 0. */
  static byte[] secret(Map<Integer, BigInteger> shares, int threshold) {
    if (shares.size() < threshold) {
      throw new IllegalArgumentException(
          shares.size() + " shares came where " + threshold + " are needed");
    }
    List<Map.Entry<Integer, BigInteger>> used =
        new TreeMap<>(shares).entrySet().stream().limit(threshold).toList();
    BigInteger sum = BigInteger.ZERO;
    for (Map.Entry<Integer, BigInteger> one : used) {
      BigInteger numerator = one.getValue();
      BigInteger denominator = BigInteger.ONE;
      for (Map.Entry<Integer, BigInteger> other : used) {
        if (!other.getKey().equals(one.getKey())) {
          numerator = numerator.multiply(BigInteger.valueOf(other.getKey() + 1L)).mod(PRIME);
          denominator =
              denominator.multiply(BigInteger.valueOf((long) other.getKey() - one.getKey()));
        }
      }
      sum = sum.add(numerator.multiply(denominator.mod(PRIME).modInverse(PRIME))).mod(PRIME);
    }
    return bytes(sum);
  }

  /** A uniform element: 512 bits modulo the prime are uniform but for 2⁻²⁵⁵. */
  private static BigInteger element(KeyStream random) {
    byte[] bits = new byte[2 * LENGTH];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = (byte) random.nextLong();
    }
    return new BigInteger(1, bits).mod(PRIME);
  }

  private static byte[] bytes(BigInteger number) {
    byte[] whole = number.toByteArray();
    byte[] bytes = new byte[LENGTH];
    int n = Math.min(LENGTH, whole.length);
    System.arraycopy(whole, whole.length - n, bytes, LENGTH - n, n);
    return bytes;
  }
}
