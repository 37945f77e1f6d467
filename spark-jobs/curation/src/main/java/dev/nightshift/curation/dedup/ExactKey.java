package dev.nightshift.curation.dedup;

import dev.nightshift.schema.identity.Digest;
import java.text.Normalizer;
import java.util.Locale;

/**
 * The key of exact deduplication: a digest of the text with its compatible characters made one
 * (NFKC), in lower case, and with one space for any run of white space. Texts with one key are
 * copies.
 */
public final class ExactKey {

  private ExactKey() {}

  /** The key of a text, 64 hexadecimal digits. */
  public static String of(String text) {
    String folded =
        Normalizer.normalize(text, Normalizer.Form.NFKC)
            .toLowerCase(Locale.ROOT)
            .replaceAll("\\s+", " ")
            .strip();
    return Digest.start().add("exact").add(folded).hex();
  }
}
