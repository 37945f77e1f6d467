package dev.nightshift.curation.text;

/**
 * Which characters make up words, after NFKC and in lower case. Punctuation, symbols, white space
 * and control characters stand between words and count for nothing else.
 */
public final class Letters {

  /** For ASCII: the character in lower case where it is part of a word, 0 where it is not. */
  private static final byte[] ASCII = ascii();

  private Letters() {}

  private static byte[] ascii() {
    byte[] letters = new byte[128];
    for (char c = 0; c < 128; c++) {
      if (Character.isLetterOrDigit(c)) {
        letters[c] = (byte) Character.toLowerCase(c);
      }
    }
    return letters;
  }

  /** The lower case of an ASCII character of a word; 0 for any other ASCII character. */
  public static int ofAscii(char c) {
    return ASCII[c];
  }

  /** Whether a code point is part of a word. */
  public static boolean isPart(int codePoint) {
    return Character.isLetterOrDigit(codePoint) || isMark(codePoint);
  }

  private static boolean isMark(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK
        || type == Character.ENCLOSING_MARK;
  }

  /**
   * Whether a letter is a word by itself, because its script writes no spaces: ideographs, kana,
   * Thai, Lao, Myanmar and Khmer. Their marks are too.
   */
  public static boolean isWord(int codePoint) {
    if (codePoint < 0x0E00) {
      return false;
    }
    return codePoint < 0x0F00 // Thai, Lao
        || (codePoint >= 0x1000 && codePoint < 0x10A0) // Myanmar
        || (codePoint >= 0x1780 && codePoint < 0x1800) // Khmer
        || (codePoint >= 0x3040 && codePoint < 0x3100) // Hiragana, Katakana
        || Character.isIdeographic(codePoint);
  }
}
