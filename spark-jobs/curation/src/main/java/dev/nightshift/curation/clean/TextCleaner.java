package dev.nightshift.curation.clean;

import java.text.Normalizer;

/**
 * Cleans a text: Unicode's composed form (NFC), one kind of line end, one kind of space, no
 * invisible characters, no space at the ends of lines, at most one blank line in a row.
 *
 * <p>Removed are control characters (all of category Cc but line end and tab), zero-width space,
 * word joiner, byte order mark, soft hyphen, and the marks that switch the direction of writing.
 * The joiner and non-joiner (U+200C, U+200D) stay: Persian, Indic scripts and emoji mean something
 * by them. Spaces within a line stay as they are, since code and tables live by them. Cleaning a
 * clean text changes nothing.
 */
public final class TextCleaner {

  private TextCleaner() {}

  /** The clean form of a text. */
  public static String clean(String text) {
    String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
    StringBuilder clean = new StringBuilder(composed.length());
    int blanks = 0;
    for (String line : visible(composed).split("\n", -1)) {
      String stripped = withoutTrailingSpace(line);
      if (stripped.isEmpty()) {
        blanks++;
        continue;
      }
      if (!clean.isEmpty()) {
        clean.append(blanks > 0 ? "\n\n" : "\n");
      }
      blanks = 0;
      clean.append(stripped);
    }
    // What was taken out may have stood between two characters that compose.
    return Normalizer.normalize(clean, Normalizer.Form.NFC);
  }

  private static String visible(String text) {
    StringBuilder visible = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\r') {
        if (i + 1 == text.length() || text.charAt(i + 1) != '\n') {
          visible.append('\n');
        }
      } else if (c == '\u2028' || c == '\u2029' || c == '\u0085') {
        visible.append('\n');
      } else if (c == '\n' || c == '\t') {
        visible.append(c);
      } else if (Character.getType(c) == Character.SPACE_SEPARATOR) {
        visible.append(' ');
      } else if (!isInvisible(c)) {
        visible.append(c);
      }
    }
    return visible.toString();
  }

  private static boolean isInvisible(char c) {
    return Character.getType(c) == Character.CONTROL
        || c == '\u200B'
        || c == '\u2060'
        || c == '\uFEFF'
        || c == '\u00AD'
        || c == '\u200E'
        || c == '\u200F'
        || (c >= '\u202A' && c <= '\u202E')
        || (c >= '\u2066' && c <= '\u2069');
  }

  private static String withoutTrailingSpace(String line) {
    int end = line.length();
    while (end > 0 && (line.charAt(end - 1) == ' ' || line.charAt(end - 1) == '\t')) {
      end--;
    }
    return line.substring(0, end);
  }
}
