package dev.nightshift.training.federated.secure;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret from which keys are derived: a key is HMAC-SHA256 of the secret over a purpose and
 * numbers, so that a replay with the same secret draws the same noise, and one without it knows
 * nothing of it. What was derived does not lead back.
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

  /** The seed of bytes that another one derived. */
  public static SecretSeed of(byte[] derived) {
    return new SecretSeed(derived.clone());
  }

  /**
   * The seed of what clients keep to themselves in one round: masks and their own noise.
   *
   * @param identity of the round: digest of the request and of the state that it starts from
   */
  public SecretSeed ofClients(String identity) {
    return new SecretSeed(derive("clients of " + identity));
  }

  /**
   * The seed of what the server keeps to itself: who is drawn, pseudonyms, central noise. It leads
   * neither back to this one nor to what clients derive.
   *
   * @param request digest of all that decides the result
   */
  public byte[] ofServer(String request) {
    return derive("server of " + request);
  }

  /** The seed of one attempt at a round: two attempts share no key. */
  public SecretSeed ofAttempt(String attempt) {
    return new SecretSeed(derive("attempt " + attempt));
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
