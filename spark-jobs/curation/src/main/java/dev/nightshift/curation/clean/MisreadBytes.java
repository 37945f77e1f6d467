package dev.nightshift.curation.clean;

/**
 * Characters as the bytes that they stand for in windows-1252; the five bytes that it leaves
 * undefined, and with them Latin-1's control characters, stand for themselves (WHATWG Encoding
 * Standard, index windows-1252).
 */
final class MisreadBytes {

  private MisreadBytes() {}

  /** The byte of a character, from 0 to 255; -1 where it has none. */
  static int of(char c) {
    if (c <= '\u00FF') {
      return c;
    }
    return switch (c) {
      case '\u20AC' -> 0x80;
      case '\u201A' -> 0x82;
      case '\u0192' -> 0x83;
      case '\u201E' -> 0x84;
      case '\u2026' -> 0x85;
      case '\u2020' -> 0x86;
      case '\u2021' -> 0x87;
      case '\u02C6' -> 0x88;
      case '\u2030' -> 0x89;
      case '\u0160' -> 0x8A;
      case '\u2039' -> 0x8B;
      case '\u0152' -> 0x8C;
      case '\u017D' -> 0x8E;
      case '\u2018' -> 0x91;
      case '\u2019' -> 0x92;
      case '\u201C' -> 0x93;
      case '\u201D' -> 0x94;
      case '\u2022' -> 0x95;
      case '\u2013' -> 0x96;
      case '\u2014' -> 0x97;
      case '\u02DC' -> 0x98;
      case '\u2122' -> 0x99;
      case '\u0161' -> 0x9A;
      case '\u203A' -> 0x9B;
      case '\u0153' -> 0x9C;
      case '\u017E' -> 0x9E;
      case '\u0178' -> 0x9F;
      default -> -1;
    };
  }

  /** Whether a character stands for a byte that goes on with a sequence of UTF-8. */
  static boolean isContinuation(char c) {
    int b = of(c);
    return b >= 0x80 && b <= 0xBF;
  }

  /** How many characters from an index on are one sequence of two to four bytes; 0 for none. */
  static int length(String text, int at) {
    int first = of(text.charAt(at));
    int length = first < 0xC2 ? 0 : first <= 0xDF ? 2 : first <= 0xEF ? 3 : first <= 0xF4 ? 4 : 0;
    if (at + length > text.length()) {
      return 0;
    }
    for (int i = 1; i < length; i++) {
      if (!isContinuation(text.charAt(at + i))) {
        return 0;
      }
    }
    return length;
  }

  /** The code point of a sequence; -1 where it is overlong, a surrogate or out of range. */
  static int point(String text, int at, int length) {
    int point = of(text.charAt(at)) & (0x7F >> length);
    for (int i = 1; i < length; i++) {
      point = point << 6 | of(text.charAt(at + i)) & 0x3F;
    }
    int least = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000;
    boolean surrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    return point < least || surrogate || !Character.isValidCodePoint(point) ? -1 : point;
  }
}
