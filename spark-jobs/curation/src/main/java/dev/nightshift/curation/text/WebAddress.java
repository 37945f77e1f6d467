package dev.nightshift.curation.text;

/**
 * Whether a string is an address of the web or of mail, after the pattern that spaCy takes (Diego
 * Perini's, with the scheme left open): a scheme and a user may come first; then labels with full
 * stops between them and a last label of 2 to 63 small letters, or four numbers that are no private
 * network; then a port and a path may come. Linear in the string.
 */
final class WebAddress {

  private WebAddress() {}

  static boolean is(char[] text, int from, int to) {
    boolean dotted = false;
    for (int i = from; i < to && !dotted; i++) {
      dotted = text[i] == '.';
    }
    if (!dotted) {
      return false;
    }
    if (isHost(text, from, to)) {
      return true;
    }
    int scheme = scheme(text, from, to);
    if (scheme > from && isHost(text, scheme, to)) {
      return true;
    }
    // The host may stand behind any at sign; hosts hold none, so each is read once.
    for (int i = from + 1; i < to; i++) {
      if (text[i] == '@' && isHost(text, i + 1, to)) {
        return true;
      }
    }
    return false;
  }

  private static int scheme(char[] text, int from, int to) {
    int i = from;
    while (i < to
        && (Character.isLetterOrDigit(text[i])
            || text[i] == '_'
            || text[i] == '+'
            || text[i] == '-'
            || text[i] == '.')) {
      i++;
    }
    boolean has =
        i - from >= 2 && i + 2 < to && text[i] == ':' && text[i + 1] == '/' && text[i + 2] == '/';
    return has ? i + 3 : from;
  }

  private static boolean isHost(char[] text, int from, int to) {
    int end = numbers(text, from, to);
    if (end > 0 && ends(text, end, to)) {
      return true;
    }
    int label = from;
    int labels = 0;
    int i = from;
    while (i < to && (isLabel(text[i]) || text[i] == '-' || text[i] == '_' || text[i] == '.')) {
      if (text[i] == '.') {
        int size = i - label;
        if (size < 1 || size > 64 || !isLabel(text[label]) || !isLabel(text[i - 1])) {
          return false;
        }
        labels++;
        label = i + 1;
      }
      i++;
    }
    int size = i - label;
    if (labels == 0 || size < 2 || size > 63) {
      return false;
    }
    for (int k = label; k < i; k++) {
      if ((CharClass.of(text[k]) & CharClass.LOWER) == 0) {
        return false;
      }
    }
    return ends(text, i, to);
  }

  private static boolean isLabel(char c) {
    return c >= '\u00a1'
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9');
  }

  /** Whether nothing follows, or a port, or a path. */
  private static boolean ends(char[] text, int at, int to) {
    int i = at;
    if (i < to && text[i] == ':') {
      int digits = i + 1;
      while (digits < to && digits < i + 6 && text[digits] >= '0' && text[digits] <= '9') {
        digits++;
      }
      if (digits - i - 1 < 2) {
        return false;
      }
      i = digits;
    }
    return i == to || text[i] == '/' || text[i] == '?' || text[i] == '#';
  }

  /** Where four numbers of an address end; 0 where there are none or they are of a private net. */
  private static int numbers(char[] text, int from, int to) {
    int[] parts = new int[4];
    int i = from;
    for (int k = 0; k < 4; k++) {
      int start = i;
      while (i < to && i - start < 3 && text[i] >= '0' && text[i] <= '9') {
        parts[k] = parts[k] * 10 + text[i++] - '0';
      }
      if (i == start || parts[k] > 255 || (k < 3 && (i == to || text[i++] != '.'))) {
        return 0;
      }
    }
    boolean local =
        parts[0] == 10
            || parts[0] == 127
            || (parts[0] == 169 && parts[1] == 254)
            || (parts[0] == 192 && parts[1] == 168)
            || (parts[0] == 172 && parts[1] >= 16 && parts[1] <= 31);
    return local || parts[0] == 0 || parts[0] > 223 || parts[3] == 0 || parts[3] == 255 ? 0 : i;
  }
}
