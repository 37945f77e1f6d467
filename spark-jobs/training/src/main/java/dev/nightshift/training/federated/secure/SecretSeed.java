package dev.nightshift.training.federated.secure;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret from which the keys of a run are derived: a key is HMAC-SHA256 of the secret over a
 * purpose and numbers, so that a replay with the same secret draws the same masks and noise, and
 * one without it knows neither.
 */
public final class SecretSeed {

  private static final String HMAC = "HmacSHA256";

  private final byte[] key;

  private SecretSeed(byte[] key) {
    this.key = key;
  }

  /** The seed of a text. */
  public static SecretSeed of(String secret) {
    return new SecretSeed(secret.getBytes(StandardCharsets.UTF_8));
  }

  /** The seed for one run: runs of one secret share no key. */
  public SecretSeed ofRun(String run) {
    return new SecretSeed(derive("run " + run));
  }

  /** A key of 32 bytes. */
  public byte[] derive(String purpose, long... numbers) {
    byte[] name = purpose.getBytes(StandardCharsets.UTF_8);
    ByteBuffer message =
        ByteBuffer.allocate(Integer.BYTES + name.length + Long.BYTES * numbers.length);
    message.putInt(name.length).put(name);
    for (long number : numbers) {
      message.putLong(number);
    }
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac.doFinal(message.array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + HMAC, e);
    }
  }

  /** What tells whether two attempts have the same secret, and nothing about it. */
  public String fingerprint() {
    return HexFormat.of().formatHex(derive("fingerprint"), 0, 8);
  }
}
