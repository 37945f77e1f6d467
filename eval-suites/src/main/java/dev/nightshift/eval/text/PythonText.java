package dev.nightshift.eval.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Functions of Python's {@code str} whose Java namesakes differ: Python counts the no-break space
 * and U+0085 as white space, and calls a text upper case where it has a cased letter and none in
 * lower case.
 */
public final class PythonText {

  private PythonText() {}

  /** Whether {@code str.isspace} holds for a character. */
  public static boolean isSpace(int character) {
    return Character.isWhitespace(character)
        || character == 0x85
        || Character.isSpaceChar(character);
  }

  /** {@code str.strip()}. */
  public static String strip(String text) {
    int end = text.length();
    while (end > 0 && isSpace(text.charAt(end - 1))) {
      end--;
    }
    int start = 0;
    while (start < end && isSpace(text.charAt(start))) {
      start++;
    }
    return text.substring(start, end);
  }

  /** {@code str.strip(characters)}: the characters may stand in any order. */
  public static String strip(String text, String characters) {
    return stripLeft(stripRight(text, characters), characters);
  }

  /** {@code str.lstrip(characters)}. */
  public static String stripLeft(String text, String characters) {
    int start = 0;
    while (start < text.length() && characters.indexOf(text.charAt(start)) >= 0) {
      start++;
    }
    return text.substring(start);
  }

  /** {@code str.rstrip(characters)}. */
  public static String stripRight(String text, String characters) {
    int end = text.length();
    while (end > 0 && characters.indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    return text.substring(0, end);
  }

  /** {@code str.split()}: at runs of white space, without empty parts. */
  public static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int start = -1;
    for (int i = 0; i < text.length(); i++) {
      if (isSpace(text.charAt(i))) {
        if (start >= 0) {
          parts.add(text.substring(start, i));
          start = -1;
        }
      } else if (start < 0) {
        start = i;
      }
    }
    if (start >= 0) {
      parts.add(text.substring(start));
    }
    return parts;
  }

  /** {@code str.split(separator)}: with empty parts, at every occurrence. */
  public static List<String> split(String text, String separator) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, start)) {
      parts.add(text.substring(start, at));
      start = at + separator.length();
    }
    parts.add(text.substring(start));
    return parts;
  }

  /** {@code len(re.split(r"\s+", text))}: parts between runs of white space, empty ones too. */
  public static int countSplit(String text) {
    int parts = 1;
    boolean inSpace = false;
    for (int i = 0; i < text.length(); i++) {
      boolean space = isSpace(text.charAt(i));
      if (space && !inSpace) {
        parts++;
      }
      inSpace = space;
    }
    return parts;
  }

  /** {@code str.removeprefix}. */
  public static String removePrefix(String text, String prefix) {
    return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
  }

  /** {@code str.removesuffix}. */
  public static String removeSuffix(String text, String suffix) {
    return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
  }

  /** {@code str.isupper()}: a cased character, and none in lower or title case. */
  public static boolean isUpper(String text) {
    return text.codePoints().anyMatch(PythonText::upper)
        && text.codePoints().noneMatch(c -> lower(c) || Character.isTitleCase(c));
  }

  /** {@code str.islower()}: a cased character, and none in upper or title case. */
  public static boolean isLower(String text) {
    return text.codePoints().anyMatch(PythonText::lower)
        && text.codePoints().noneMatch(c -> upper(c) || Character.isTitleCase(c));
  }

  private static boolean upper(int character) {
    return Character.isUpperCase(character);
  }

  private static boolean lower(int character) {
    return Character.isLowerCase(character);
  }

  /** {@code str.capitalize()}: the first character in upper case, the rest in lower case. */
  public static String capitalize(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int first = text.codePointAt(0);
    int size = Character.charCount(first);
    return new StringBuilder()
        .appendCodePoint(Character.toTitleCase(first))
        .append(text.substring(size).toLowerCase(Locale.ROOT))
        .toString();
  }

  /** Whether a character is part of a word for {@code \w} of Python's {@code re}. */
  public static boolean isWord(int character) {
    if (character == '_' || Character.isLetter(character)) {
      return true;
    }
    int type = Character.getType(character);
    return type == Character.DECIMAL_DIGIT_NUMBER
        || type == Character.LETTER_NUMBER
        || type == Character.OTHER_NUMBER;
  }

  /** How many matches {@code \w+} of Python's {@code re} has. */
  public static int countWords(String text) {
    int words = 0;
    boolean inside = false;
    for (int i = 0; i < text.length(); ) {
      int character = text.codePointAt(i);
      boolean word = isWord(character);
      if (word && !inside) {
        words++;
      }
      inside = word;
      i += Character.charCount(character);
    }
    return words;
  }

  /**
   * How often a text occurs, case aside, without overlaps.
   *
   * @param wanted not empty
   */
  public static int countIgnoringCase(String text, String wanted) {
    int found = 0;
    int length = wanted.length();
    for (int i = 0; i + length <= text.length(); ) {
      if (text.regionMatches(true, i, wanted, 0, length)) {
        found++;
        i += length;
      } else {
        i++;
      }
    }
    return found;
  }
}
