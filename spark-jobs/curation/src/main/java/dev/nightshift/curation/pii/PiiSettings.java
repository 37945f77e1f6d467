package dev.nightshift.curation.pii;

import java.io.Serializable;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * What is looked for, and what is put in its place.
 *
 * @param kinds what is looked for
 * @param privateAddresses whether IP addresses that are not public count: of private networks, of
 *     the machine itself, of documentation
 * @param format the placeholder, with {@code {kind}} where the name of the kind goes
 */
public record PiiSettings(Set<PiiKind> kinds, boolean privateAddresses, String format)
    implements Serializable {

  /** Where the name of the kind stands in a format. */
  public static final String KIND = "{kind}";

  /** {@code <EMAIL>} and so on. */
  public static final String ANGLES = "<{kind}>";

  public PiiSettings {
    kinds = Set.copyOf(kinds);
    if (!isFormat(format)) {
      throw new IllegalArgumentException(
          "the placeholder '"
              + format
              + "' is not {kind} between brackets, such as <{kind}> or [[{kind}]]");
    }
  }

  /** All kinds but those that only some want (social security numbers), public addresses only. */
  public static PiiSettings usual() {
    return new PiiSettings(EnumSet.complementOf(EnumSet.of(PiiKind.SSN)), false, ANGLES);
  }

  /** Brackets on both sides keep what stands around from growing together. */
  private static boolean isFormat(String format) {
    int at = format.indexOf(KIND);
    if (at < 1 || at + KIND.length() == format.length()) {
      return false;
    }
    for (int i = 0; i < format.length(); i++) {
      boolean inKind = i >= at && i < at + KIND.length();
      if (!inKind && (i < at ? "<[" : ">]").indexOf(format.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }

  /** What stands in the place of a kind. */
  public String placeholder(PiiKind kind) {
    return format.replace(KIND, kind.name().toUpperCase(Locale.ROOT));
  }
}
