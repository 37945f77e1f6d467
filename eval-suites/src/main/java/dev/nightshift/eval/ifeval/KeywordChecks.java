package dev.nightshift.eval.ifeval;

import dev.nightshift.eval.text.PythonText;
import java.util.List;
import java.util.Locale;

/** Words and letters that must, or must not, occur. Words are compared without regard to case. */
final class KeywordChecks {

  private KeywordChecks() {}

  /** Every keyword occurs, be it within another word. */
  static Instruction existence(Arguments arguments) {
    List<String> keywords = arguments.texts("keywords");
    return response ->
        keywords.stream().allMatch(word -> PythonText.countIgnoringCase(response, word) > 0);
  }

  /** A keyword occurs less than, or at least, so many times. */
  static Instruction frequency(Arguments arguments) {
    String keyword = arguments.text("keyword");
    int bound = arguments.count("frequency");
    Relation relation = arguments.relation("relation");
    return response -> relation.holds(PythonText.countIgnoringCase(response, keyword), bound);
  }

  /** No forbidden word occurs as a word of its own. */
  static Instruction forbidden(Arguments arguments) {
    List<String> words = arguments.texts("forbidden_words");
    return response -> words.stream().noneMatch(word -> hasWord(response, word));
  }

  /** Whether {@code \bWORD\b} has a match. */
  private static boolean hasWord(String text, String word) {
    for (int i = 0; i + word.length() <= text.length(); i++) {
      if (text.regionMatches(true, i, word, 0, word.length())
          && isBoundary(text, i)
          && isBoundary(text, i + word.length())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isBoundary(String text, int at) {
    boolean before = at > 0 && PythonText.isWord(text.codePointBefore(at));
    boolean after = at < text.length() && PythonText.isWord(text.codePointAt(at));
    return before != after;
  }

  /** A character occurs less than, or at least, so many times in the text in lower case. */
  static Instruction letters(Arguments arguments) {
    String letter = arguments.text("letter").toLowerCase(Locale.ROOT);
    int bound = arguments.count("let_frequency");
    Relation relation = arguments.relation("let_relation");
    if (letter.codePointCount(0, letter.length()) != 1) {
      throw new IllegalArgumentException(
          "argument 'letter' of instruction 'keywords:letter_frequency' is '"
              + letter
              + "': one character is expected");
    }
    return response ->
        relation.holds(
            PythonText.countIgnoringCase(response.toLowerCase(Locale.ROOT), letter), bound);
  }
}
