package dev.nightshift.curation.pii;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Names a find without telling it: HMAC-SHA-256 (RFC 2104) under a secret key, so that who lacks
 * the key cannot try all numbers. Two ways to write one value have one digest: letters are made
 * small, and of all kinds but keys the spaces and marks between are left out. Not safe for use by
 * several threads.
 */
public final class PiiDigest {

  private final Mac mac;

  /** A digest under a key. */
  public PiiDigest(String secret) {
    try {
      mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  /** The digest of a value, 64 hexadecimal digits. */
  public String of(PiiKind kind, String value) {
    String same =
        switch (kind) {
          case EMAIL, IP -> value.toLowerCase(Locale.ROOT);
          case PHONE, CARD, SSN -> kept(value, "0123456789");
          case IBAN -> value.replace(" ", "");
          case KEY -> value;
        };
    mac.update(kind.label().getBytes(StandardCharsets.UTF_8));
    mac.update((byte) 0);
    return HexFormat.of().formatHex(mac.doFinal(same.getBytes(StandardCharsets.UTF_8)));
  }

  private static String kept(String value, String characters) {
    StringBuilder kept = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      if (characters.indexOf(value.charAt(i)) >= 0) {
        kept.append(value.charAt(i));
      }
    }
    return kept.toString();
  }
}
