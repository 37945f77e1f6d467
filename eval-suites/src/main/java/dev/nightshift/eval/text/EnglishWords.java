package dev.nightshift.eval.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Splits English text into words by the conventions of the Penn Treebank: punctuation stands alone,
 * contractions fall apart ({@code DON'T} into {@code DO} and {@code N'T}), a period is a word of
 * its own only at the end of a sentence ({@link Sentences}).
 *
 * <p>Source: Marcus, Santorini and Marcinkiewicz, "Building a large annotated corpus of English",
 * Computational Linguistics 19(2), 1993, and the tokenizer that the treebank was published with. Of
 * the contracted words it knows {@code cannot}; {@code gonna} and its like stay whole.
 */
public final class EnglishWords {

  private static final String ALONE =
      ";@#$%&?!*()[]{}<>\"\u00ab\u00bb\u201c\u201d\u2018\u2019\u201e`";
  private static final Set<String> ENDINGS = Set.of("'s", "'m", "'d", "'");
  private static final Set<String> LONG_ENDINGS = Set.of("'ll", "'re", "'ve", "n't");

  private EnglishWords() {}

  /** The words and marks of a text, in their order. */
  public static List<String> of(String text) {
    List<String> words = new ArrayList<>();
    for (String sentence : Sentences.split(text)) {
      List<String> chunks = PythonText.split(sentence);
      for (int i = 0; i < chunks.size(); i++) {
        chunk(chunks.get(i), i == chunks.size() - 1, words);
      }
    }
    return words;
  }

  private static void chunk(String chunk, boolean last, List<String> words) {
    int start = 0;
    int i = 0;
    while (i < chunk.length()) {
      int mark = mark(chunk, i);
      if (mark == 0) {
        i++;
        continue;
      }
      word(chunk.substring(start, i), false, words);
      words.add(chunk.substring(i, i + mark));
      i += mark;
      start = i;
    }
    word(chunk.substring(start), last, words);
  }

  /** How many characters at a place form a mark that stands alone. */
  private static int mark(String chunk, int at) {
    char c = chunk.charAt(at);
    if (ALONE.indexOf(c) >= 0) {
      return 1;
    }
    boolean digitNext = at + 1 < chunk.length() && Character.isDigit(chunk.charAt(at + 1));
    if ((c == ',' || c == ':') && !digitNext) {
      return 1;
    }
    if (c == '-' || c == '.') {
      int end = at;
      while (end < chunk.length() && chunk.charAt(end) == c) {
        end++;
      }
      return end - at < 2 ? 0 : c == '-' ? 2 : end - at;
    }
    return 0;
  }

  private static void word(String word, boolean last, List<String> words) {
    if (word.isEmpty()) {
      return;
    }
    if (last && word.length() > 1 && word.endsWith(".")) {
      word(word.substring(0, word.length() - 1), false, words);
      words.add(".");
      return;
    }
    if (word.equalsIgnoreCase("cannot")) {
      words.add(word.substring(0, 3));
      words.add(word.substring(3));
      return;
    }
    int cut = cut(word);
    if (cut > 0) {
      words.add(word.substring(0, cut));
      words.add(word.substring(cut));
    } else {
      words.add(word);
    }
  }

  private static int cut(String word) {
    String lower = word.toLowerCase(java.util.Locale.ROOT);
    for (String ending : LONG_ENDINGS) {
      if (lower.length() > ending.length() && lower.endsWith(ending)) {
        return word.length() - ending.length();
      }
    }
    for (String ending : ENDINGS) {
      if (lower.length() > ending.length() && lower.endsWith(ending)) {
        return word.length() - ending.length();
      }
    }
    return 0;
  }
}
