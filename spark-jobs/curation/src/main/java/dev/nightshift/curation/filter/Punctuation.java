package dev.nightshift.curation.filter;

/** Marks that end sentences. */
final class Punctuation {

  private static final String FINAL =
      ".!?\u2026\u3002\uff01\uff1f\uff0e\uff61\u061f\u06d4\u0964\u0965\u1362\u17d4\u104b";
  private static final String CLOSING = "\"'\u201d\u2019\u00bb\u203a\u300d\u300f";

  private Punctuation() {}

  /**
   * Whether a line that ends with this character ends like a sentence: a full stop, exclamation or
   * question mark or ellipsis, also of the scripts that have their own, or a closing quotation
   * mark, as C4 and FineWeb count them.
   */
  static boolean endsSentence(char c) {
    if (c < 128) {
      return c == '.' || c == '!' || c == '?' || c == '"' || c == '\'';
    }
    return FINAL.indexOf(c) >= 0 || CLOSING.indexOf(c) >= 0;
  }

  /** Whether the mark itself ends a sentence. */
  static boolean isFinal(char c) {
    return c < 128 ? c == '.' || c == '!' || c == '?' : FINAL.indexOf(c) >= 0;
  }

  /** Whether a character closes a quotation or a bracket. */
  static boolean isClosing(char c) {
    return c == ')' || c == ']' || CLOSING.indexOf(c) >= 0;
  }
}
