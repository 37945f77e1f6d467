package dev.nightshift.schema.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A SHA-256 over a sequence of fields.
 *
 * <p>Each field is preceded by its length as eight bytes, big-endian, so that no two sequences of
 * fields share one byte stream: {@code ("ab", "c")} and {@code ("a", "bc")} differ. The order of
 * the calls is part of the value. Strings are UTF-8; a lone surrogate is written as {@code ?}, as
 * {@link String#getBytes(java.nio.charset.Charset)} does.
 */
public final class Digest {

  private final MessageDigest sha;
  private final byte[] eight = new byte[8];

  private Digest() {
    this.sha = sha256();
  }

  /** An empty digest. */
  public static Digest start() {
    return new Digest();
  }

  /** Lower-case hexadecimal SHA-256 of raw bytes, without any framing. */
  public static String ofBytes(byte[] bytes) {
    return HexFormat.of().formatHex(sha256().digest(bytes));
  }

  /** Lower-case hexadecimal SHA-256 of the UTF-8 bytes of a text, without any framing. */
  public static String ofText(String text) {
    return ofBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A fresh SHA-256, for callers that stream bytes. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Adds a text. */
  public Digest add(String text) {
    return add(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds a number, as eight bytes. */
  public Digest add(long number) {
    return add(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
  }

  /** Adds bytes. */
  public Digest add(byte[] bytes) {
    length(bytes.length);
    sha.update(bytes);
    return this;
  }

  /**
   * Adds the remaining bytes of a buffer as one field; the buffer's position moves to its limit.
   */
  public Digest add(ByteBuffer bytes) {
    length(bytes.remaining());
    sha.update(bytes);
    return this;
  }

  /** The digest as 64 lower-case hexadecimal digits; the digest starts anew afterwards. */
  public String hex() {
    return HexFormat.of().formatHex(sha.digest());
  }

  private void length(long n) {
    ByteBuffer.wrap(eight).putLong(0, n);
    sha.update(eight);
  }
}
