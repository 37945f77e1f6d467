package dev.nightshift.curation.split;

import dev.nightshift.schema.identity.Digest;
import java.util.HexFormat;

/** A number from 0 to 1 that a content has for a purpose, spread evenly over contents. */
public final class DigestPlace {

  private DigestPlace() {}

  /** The number of a content for a purpose, in [0, 1). */
  public static double of(String purpose, String contentKey) {
    String hex = Digest.start().add(purpose).add(contentKey).hex();
    // 53 bits fill a double exactly.
    return (HexFormat.fromHexDigitsToLong(hex.substring(0, 16)) >>> 11) * 0x1.0p-53;
  }
}
