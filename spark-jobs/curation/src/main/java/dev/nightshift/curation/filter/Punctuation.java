package dev.nightshift.curation.filter;

import dev.nightshift.curation.text.SentenceEnds;

/** Marks that end sentences. */
final class Punctuation {

  private static final String CLOSING = "\"'\u201d\u2019\u00bb\u203a\u300d\u300f";

  private Punctuation() {}

  /**
   * Whether a line that ends with this character ends like a sentence: the five marks of C4's and
   * FineWeb's code ({@code . ! ? " '}), what stands for them in typography (an ellipsis, curly and
   * angular closing quotes), and the full stops of other scripts.
   */
  static boolean endsSentence(char c) {
    if (c < 128) {
      return c == '.' || c == '!' || c == '?' || c == '"' || c == '\'';
    }
    return isFinal(c) || CLOSING.indexOf(c) >= 0;
  }

  /** Whether the mark itself ends a sentence. */
  static boolean isFinal(char c) {
    return c == '\u2026' || SentenceEnds.has(c);
  }

  /** Whether a character closes a quotation or a bracket. */
  static boolean isClosing(char c) {
    return c == ')' || c == ']' || CLOSING.indexOf(c) >= 0;
  }
}
