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
 *
 * <p>A text is looked at twice: once for characters that composition could touch, of which there
 * are none below U+0300 (Unicode Standard Annex 15, quick check), and once to clean it in place.
 */
public final class TextCleaner {

  /** Below this, every character is composed and none composes with the one before it. */
  private static final char FIRST_UNSETTLED = '\u0300';

  private TextCleaner() {}

  /** The clean form of a text; the same object where it is clean. */
  public static String clean(String text) {
    String composed = composed(text);
    char[] chars = composed.toCharArray();
    int length = clean(chars);
    if (length == UNCHANGED) {
      return composed;
    }
    // What was taken out may have stood between two characters that compose.
    return composed(new String(chars, 0, length));
  }

  private static String composed(String text) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      if (text.charAt(i) >= FIRST_UNSETTLED) {
        return Normalizer.isNormalized(text, Normalizer.Form.NFC)
            ? text
            : Normalizer.normalize(text, Normalizer.Form.NFC);
      }
    }
    return text;
  }

  private static final int UNCHANGED = -1;

  // What a character becomes, beside itself; NUL is a control character and goes as well.
  private static final char GONE = '\0';
  private static final char LINE = '\n';
  private static final char SPACE = ' ';

  /**
   * Cleans in place: what is written never overtakes what is read, since every line end that is
   * written was read before.
   *
   * @return the new length, or {@link #UNCHANGED}
   */
  private static int clean(char[] chars) {
    int length = chars.length;
    int to = 0;
    int ink = 0;
    int breaks = 0;
    boolean blank = true;
    boolean changed = false;
    for (int i = 0; i < length; i++) {
      char c = chars[i];
      if (c <= ' ' || c >= '\u007F') {
        char shown = c == '\r' && i + 1 < length && chars[i + 1] == '\n' ? GONE : shown(c);
        changed |= shown != c;
        if (shown == GONE) {
          continue;
        }
        if (shown == LINE) {
          breaks++;
          // What stands behind the last ink of the line goes.
          changed |= to > ink;
          to = ink;
          blank = true;
          continue;
        }
        c = shown;
        if (c == ' ' || c == '\t') {
          chars[to++] = c;
          continue;
        }
      }
      if (blank) {
        blank = false;
        int ends = ink == 0 ? 0 : Math.min(breaks, 2);
        changed |= ends != breaks;
        if (ends > 0) {
          // The line's own indentation stands where its line ends belong.
          System.arraycopy(chars, ink, chars, ink + ends, to - ink);
          chars[ink] = LINE;
          chars[ink + ends - 1] = LINE;
          to += ends;
        }
        breaks = 0;
      }
      chars[to++] = c;
      ink = to;
    }
    return changed || ink < length ? ink : UNCHANGED;
  }

  private static char shown(char c) {
    if (c < '\u0080') {
      return c == '\r' ? LINE : c == LINE || c == '\t' || c == SPACE ? c : GONE;
    }
    if (c < FIRST_UNSETTLED) {
      return c == '\u0085'
          ? LINE
          : c == '\u00A0' ? SPACE : c < '\u00A0' || c == '\u00AD' ? GONE : c;
    }
    if (c == '\u1680' || c == '\u3000') {
      return SPACE;
    }
    if (c == '\uFEFF') {
      return GONE;
    }
    return c < '\u2000' || c > '\u206F' ? c : punctuation(c);
  }

  /** The block of general punctuation, U+2000 to U+206F. */
  private static char punctuation(char c) {
    if (c <= '\u200A' || c == '\u202F' || c == '\u205F') {
      return SPACE;
    }
    if (c == '\u2028' || c == '\u2029') {
      return LINE;
    }
    boolean invisible =
        c == '\u200B'
            || c == '\u200E'
            || c == '\u200F'
            || (c >= '\u202A' && c <= '\u202E')
            || c == '\u2060'
            || (c >= '\u2066' && c <= '\u2069');
    return invisible ? GONE : c;
  }
}
