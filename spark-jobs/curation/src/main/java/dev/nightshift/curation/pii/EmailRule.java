package dev.nightshift.curation.pii;

/**
 * E-mail addresses in their usual form: the dot-atom of RFC 5322, section 3.4.1, without the marks
 * that seldom stand in a real one, and a host name of RFC 1035 whose last label is a word.
 */
final class EmailRule {

  private static final int LONGEST_LOCAL = 64;
  private static final int LONGEST_LABEL = 63;
  private static final int LONGEST_DOMAIN = 253;

  private static final int LONGEST_HEADER = 400;
  private static final int FEWEST_DIGITS = 3;
  private static final int LONG_NAME = 20;

  private EmailRule() {}

  /** Where the address around an at sign begins; -1 if there is none. */
  static int start(CharSpan text, int at) {
    int start = at;
    while (at - start <= LONGEST_LOCAL && isLocal(text.at(start - 1))) {
      start--;
    }
    while (start < at && !CharSpan.isWord(text.at(start))) {
      start++;
    }
    return start == at || at - start > LONGEST_LOCAL || text.at(at - 1) == '.' ? -1 : start;
  }

  /** Where it ends; -1 if there is none. */
  static int end(CharSpan text, int at) {
    int good = -1;
    int i = at + 1;
    while (i - at <= LONGEST_DOMAIN) {
      int label = i;
      boolean word = true;
      while (i - label <= LONGEST_LABEL && isHost(text.at(i))) {
        word &= CharSpan.isAlphabetic(text.at(i));
        i++;
      }
      int size = i - label;
      if (size == 0 || size > LONGEST_LABEL || text.at(label) == '-') {
        break;
      }
      boolean top = word && size >= 2 && size <= 24;
      if (label > at + 1 && (top || text.startsWith(label, "xn--")) && text.at(i) != '@') {
        good = i;
      }
      if (text.at(i) != '.' || !isHost(text.at(i + 1))) {
        break;
      }
      i++;
    }
    return good;
  }

  /**
   * Whether what looks like an address names a message (RFC 5322, section 3.6.4): in angle brackets
   * in a header that holds such names, with digits or with very many characters before the at sign.
   */
  static boolean isMessageId(CharSpan text, int start, int at) {
    int digits = 0;
    for (int i = start; i < at; i++) {
      digits += CharSpan.isDigit(text.at(i)) ? 1 : 0;
    }
    return (digits >= FEWEST_DIGITS || at - start >= LONG_NAME)
        && text.headerStartsWith(
            start, LONGEST_HEADER, "message-id:", "references:", "in-reply-to:");
  }

  private static boolean isLocal(char c) {
    return CharSpan.isAlphanumeric(c)
        || c == '.'
        || c == '_'
        || c == '-'
        || c == '+'
        || c == '%'
        || c == '&'
        || c == '\''
        // Letters of Latin script beyond ASCII: RFC 6531.
        || (c >= '\u00c0' && c <= '\u024f');
  }

  private static boolean isHost(char c) {
    return CharSpan.isAlphanumeric(c) || c == '-';
  }
}
