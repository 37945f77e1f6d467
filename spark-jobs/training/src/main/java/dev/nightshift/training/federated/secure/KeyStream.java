package dev.nightshift.training.federated.secure;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A stream of pseudo-random bits from a key: AES-256 in counter mode over zeros. Each key is used
 * for one stream only. Not safe for use by several threads.
 */
public final class KeyStream {

  private static final int CHUNK = 1 << 14;
  private static final int BLOCK = 16;

  private final Cipher cipher;
  private final byte[] zeros = new byte[CHUNK];
  private final byte[] bits = new byte[CHUNK];
  private final ByteBuffer buffer = ByteBuffer.wrap(bits).order(ByteOrder.LITTLE_ENDIAN);

  /** The stream of a key of 32 bytes. */
  public KeyStream(byte[] key) {
    try {
      cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[BLOCK]));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES in counter mode", e);
    }
    buffer.position(CHUNK);
  }

  /** The next 64 bits. */
  public long nextLong() {
    if (!buffer.hasRemaining()) {
      fill();
    }
    return buffer.getLong();
  }

  /** A number in [0, 1), a multiple of 2⁻⁵³. */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  /** Adds the stream to numbers modulo 2³², or with the sign −1 subtracts it. */
  public void addTo(int[] values, int sign) {
    int at = 0;
    while (at < values.length) {
      if (buffer.remaining() < 2 * Integer.BYTES) {
        fill();
      }
      long two = buffer.getLong();
      values[at] += sign * (int) two;
      at++;
      if (at < values.length) {
        values[at] += sign * (int) (two >>> 32);
        at++;
      }
    }
  }

  private void fill() {
    try {
      cipher.update(zeros, 0, CHUNK, bits);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    buffer.clear();
  }
}
