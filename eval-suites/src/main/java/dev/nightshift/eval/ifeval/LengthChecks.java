package dev.nightshift.eval.ifeval;

import dev.nightshift.eval.text.PythonText;
import dev.nightshift.eval.text.Sentences;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** How long a response is, and how it is parted. */
final class LengthChecks {

  private static final Pattern DIVIDER =
      Pattern.compile("\\s?+\\*\\*\\*\\s?+", Pattern.UNICODE_CHARACTER_CLASS);
  private static final String END_OF_WORD = ".,?!'\"";

  private LengthChecks() {}

  /** Less than, or at least, so many sentences, by {@link Sentences}. */
  static Instruction sentences(Arguments arguments) {
    int bound = arguments.count("num_sentences");
    Relation relation = arguments.relation("relation");
    return response -> relation.holds(Sentences.count(response), bound);
  }

  /** Less than, or at least, so many runs of letters, digits and underscores. */
  static Instruction words(Arguments arguments) {
    int bound = arguments.count("num_words");
    Relation relation = arguments.relation("relation");
    return response -> relation.holds(PythonText.countWords(response), bound);
  }

  /**
   * Exactly so many paragraphs, parted by the divider {@code ***}. A first or last one without text
   * does not count; an empty one between others is a failure.
   */
  static Instruction paragraphs(Arguments arguments) {
    int wanted = arguments.count("num_paragraphs");
    return response -> {
      String[] parts = DIVIDER.split(response, -1);
      int found = parts.length;
      for (int i = 0; i < parts.length; i++) {
        if (PythonText.strip(parts[i]).isEmpty()) {
          if (i > 0 && i < parts.length - 1) {
            return false;
          }
          found--;
        }
      }
      return found == wanted;
    };
  }

  /**
   * Exactly so many paragraphs, parted by two line ends, and the n-th of the parts begins with a
   * word. Parts without text do not count as paragraphs, and yet take a number, as published.
   */
  static Instruction firstWord(Arguments arguments) {
    int wanted = arguments.count("num_paragraphs");
    int nth = arguments.count("nth_paragraph");
    String word = arguments.text("first_word").toLowerCase(Locale.ROOT);
    if (nth < 1) {
      throw new IllegalArgumentException(
          "argument 'nth_paragraph' of instruction 'length_constraints:nth_paragraph_first_word' is"
              + " 0: paragraphs are numbered from 1");
    }
    return response -> {
      List<String> parts = PythonText.split(response, "\n\n");
      int found = (int) parts.stream().filter(part -> !PythonText.strip(part).isEmpty()).count();
      if (nth > found) {
        return false;
      }
      String paragraph = PythonText.strip(parts.get(nth - 1));
      return !paragraph.isEmpty() && found == wanted && first(paragraph).equals(word);
    };
  }

  /** The first word in lower case, without quotation marks before and punctuation after it. */
  private static String first(String paragraph) {
    String word = PythonText.split(paragraph).get(0);
    word = PythonText.stripLeft(PythonText.stripLeft(word, "'"), "\"");
    int end = 0;
    while (end < word.length() && END_OF_WORD.indexOf(word.charAt(end)) < 0) {
      end++;
    }
    return word.substring(0, end).toLowerCase(Locale.ROOT);
  }
}
