package dev.nightshift.curation.text;

/** What a character is to the scan of a text. */
public final class CharClass {

  /** White space. */
  public static final int SPACE = 0;

  /** Punctuation and whatever is nothing else. */
  public static final int SYMBOL = 1;

  /** A letter. */
  public static final int LETTER = 2;

  /** A digit, or a mark that stands on a letter. */
  public static final int DIGIT = 3;

  /** An apostrophe or a hyphen: part of a word between two of its letters. */
  public static final int JOINER = 4;

  private static final byte[] ASCII = ascii();

  private CharClass() {}

  private static byte[] ascii() {
    byte[] types = new byte[128];
    for (char c = 0; c < 128; c++) {
      types[c] = (byte) slow(c);
    }
    return types;
  }

  private static int slow(int c) {
    if (c == '\'' || c == '-' || c == '\u2019') {
      return JOINER;
    }
    if (Character.isLetter(c)) {
      return LETTER;
    }
    int type = Character.getType(c);
    if (Character.isDigit(c)
        || type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK) {
      return DIGIT;
    }
    return Character.isWhitespace(c) || Character.isSpaceChar(c) ? SPACE : SYMBOL;
  }

  /** The class of a character below 128. */
  public static int ascii(char c) {
    return ASCII[c];
  }

  /** The class of the code point at a place; marks count as digits, as they are no letters. */
  public static int of(char[] text, int i, int end) {
    char c = text[i];
    if (c < 128) {
      return ASCII[c];
    }
    return slow(isPair(text, i, end) ? Character.toCodePoint(c, text[i + 1]) : c);
  }

  /** Whether a surrogate pair stands at a place. */
  public static boolean isPair(char[] text, int i, int end) {
    return Character.isHighSurrogate(text[i])
        && i + 1 < end
        && Character.isLowSurrogate(text[i + 1]);
  }

  /** Whether a letter, digit or mark stands at a place. */
  public static boolean isWordStart(char[] text, int i, int end) {
    if (i >= end) {
      return false;
    }
    int type = of(text, i, end);
    return type == LETTER || type == DIGIT;
  }

  /** Whether a code unit is white space. */
  public static boolean isSpace(char c) {
    return c < 128 ? ASCII[c] == SPACE : Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  /** A code unit in lower case. */
  public static char lower(char c) {
    if (c < 128) {
      return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }
    return Character.toLowerCase(c);
  }
}
