package dev.nightshift.curation.pii;

import java.util.Locale;

/**
 * A text as code units, with the questions that the scanners ask. What a scanner found already is a
 * border: nothing reaches into it. Beyond either end stands the code unit 0.
 */
final class CharSpan {

  private char[] text = new char[1 << 12];
  private int length;
  private int border;

  void read(String source) {
    length = source.length();
    if (text.length < length || (text.length > 1 << 22 && length < 1 << 22)) {
      text = new char[Math.max(1 << 12, length)];
    }
    source.getChars(0, length, text, 0);
    border = 0;
  }

  int length() {
    return length;
  }

  /** Puts the code unit 0 in the place of what was found, for a second reading. */
  void blank(int from, int to) {
    java.util.Arrays.fill(text, from, to, (char) 0);
    border = 0;
  }

  /** Sets the border: the end of the last find. */
  void border(int place) {
    border = place;
  }

  /** The place before which nothing may begin. */
  int border() {
    return border;
  }

  char at(int i) {
    return i >= border && i < length ? text[i] : 0;
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isUpper(char c) {
    return c >= 'A' && c <= 'Z';
  }

  static boolean isAlphabetic(char c) {
    return isUpper(c) || (c >= 'a' && c <= 'z');
  }

  /** Letters and digits of ASCII. */
  static boolean isAlphanumeric(char c) {
    return isDigit(c) || isAlphabetic(c);
  }

  /** Letters and digits of any script: what a number or a key may not touch. */
  static boolean isWord(char c) {
    return c < 128 ? isAlphanumeric(c) || c == '_' : Character.isLetterOrDigit(c);
  }

  boolean startsWith(int i, String prefix) {
    for (int k = 0; k < prefix.length(); k++) {
      if (at(i + k) != prefix.charAt(k)) {
        return false;
      }
    }
    return true;
  }

  /** Where the run of digits that begins here ends, after at most that many. */
  int digits(int i, int most) {
    int end = i;
    while (end - i < most && isDigit(at(end))) {
      end++;
    }
    return end;
  }

  /**
   * Whether one of some words stands in the few characters before a place, on the same line and
   * with nothing but words, spaces and {@code :.#()-=/} between.
   */
  boolean hasBefore(int place, int reach, String... words) {
    int from = place;
    while (from > border && place - from < reach && isContext(text[from - 1])) {
      from--;
    }
    if (from == place) {
      return false;
    }
    String context = new String(text, from, place - from).toLowerCase(Locale.ROOT);
    for (String word : words) {
      int at = context.indexOf(word);
      while (at >= 0) {
        boolean starts = at == 0 || !isAlphabetic(context.charAt(at - 1));
        int behind = at + word.length();
        boolean ends = behind == context.length() || !isAlphabetic(context.charAt(behind));
        if (starts && ends) {
          return true;
        }
        at = context.indexOf(word, at + 1);
      }
    }
    return false;
  }

  /**
   * Whether the header of a place (its line, with those before it that it goes on with by a space)
   * starts with one of some words in small letters, in any case.
   */
  boolean headerStartsWith(int place, int reach, String... words) {
    int from = place;
    while (from > 0 && place - from < reach && !startsHeader(from)) {
      from--;
    }
    if (!startsHeader(from)) {
      return false;
    }
    for (String word : words) {
      int k = 0;
      while (k < word.length()
          && from + k < place
          && Character.toLowerCase(text[from + k]) == word.charAt(k)) {
        k++;
      }
      if (k == word.length()) {
        return true;
      }
    }
    return false;
  }

  private boolean startsHeader(int i) {
    return i == 0 || (text[i - 1] == '\n' && text[i] != ' ' && text[i] != '\t');
  }

  private static boolean isContext(char c) {
    return isAlphanumeric(c)
        || c == ' '
        || c == ':'
        || c == '.'
        || c == '#'
        || c == '('
        || c == ')'
        || c == '-'
        || c == '='
        || c == '/'
        || c == '\t';
  }

  /** A part of the text. */
  String part(int from, int to) {
    return new String(text, from, to - from);
  }
}
