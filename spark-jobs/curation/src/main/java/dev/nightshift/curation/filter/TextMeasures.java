package dev.nightshift.curation.filter;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the Gopher filters look at. A word is a run of letters, digits, marks, and apostrophes or
 * hyphens between them; every other character that is no space is a symbol of its own, and counts
 * among the tokens.
 *
 * @param words number of words
 * @param tokens number of words and symbols
 * @param meanWordLength characters per word; 0 without words
 * @param hashes number of {@code #}
 * @param ellipses number of {@code ...} and {@code …}
 * @param lines number of lines
 * @param bulletLines lines that start with {@code -}, {@code *} or {@code •}
 * @param ellipsisLines lines that end with an ellipsis
 * @param alphabeticTokens tokens with at least one letter
 * @param stopWords how many different ones of {@link #STOP_WORDS} it has
 */
public record TextMeasures(
    long words,
    long tokens,
    double meanWordLength,
    long hashes,
    long ellipses,
    long lines,
    long bulletLines,
    long ellipsisLines,
    long alphabeticTokens,
    int stopWords) {

  /** The stop words of Rae et al. 2021. */
  public static final Set<String> STOP_WORDS =
      Set.of("the", "be", "to", "of", "and", "that", "have", "with");

  /** Measures a text. */
  public static TextMeasures of(String text) {
    Counter counter = new Counter();
    counter.words(text);
    long lines = 0;
    long bullets = 0;
    long ends = 0;
    for (String line : text.lines().toList()) {
      String stripped = line.strip();
      lines++;
      bullets += List.of("-", "*", "\u2022").stream().anyMatch(stripped::startsWith) ? 1 : 0;
      ends += stripped.endsWith("...") || stripped.endsWith("\u2026") ? 1 : 0;
    }
    return new TextMeasures(
        counter.words,
        counter.words + counter.symbols,
        counter.words == 0 ? 0 : (double) counter.letters / counter.words,
        text.chars().filter(c -> c == '#').count(),
        ellipses(text),
        lines,
        bullets,
        ends,
        counter.alphabetic,
        counter.stopWords.size());
  }

  private static long ellipses(String text) {
    long count = text.chars().filter(c -> c == '\u2026').count();
    for (int i = text.indexOf("..."); i >= 0; i = text.indexOf("...", i + 3)) {
      count++;
    }
    return count;
  }

  private static final class Counter {
    private long words;
    private long symbols;
    private long letters;
    private long alphabetic;
    private final Set<String> stopWords = new HashSet<>();

    void words(String text) {
      int i = 0;
      while (i < text.length()) {
        int c = text.codePointAt(i);
        if (isWordPart(c)) {
          int end = endOfWord(text, i);
          word(text.substring(i, end));
          i = end;
        } else {
          symbols += Character.isWhitespace(c) || Character.isSpaceChar(c) ? 0 : 1;
          i += Character.charCount(c);
        }
      }
    }

    private void word(String word) {
      words++;
      letters += word.codePointCount(0, word.length());
      if (word.codePoints().anyMatch(Character::isLetter)) {
        alphabetic++;
      }
      if (STOP_WORDS.contains(word)) {
        stopWords.add(word);
      }
    }

    private static int endOfWord(String text, int start) {
      int i = start;
      while (i < text.length()) {
        int c = text.codePointAt(i);
        int size = Character.charCount(c);
        boolean joins =
            (c == '\'' || c == '\u2019' || c == '-')
                && i > start
                && i + size < text.length()
                && isWordPart(text.codePointAt(i + size));
        if (!isWordPart(c) && !joins) {
          break;
        }
        i += size;
      }
      return i;
    }

    private static boolean isWordPart(int c) {
      int type = Character.getType(c);
      return Character.isLetterOrDigit(c)
          || type == Character.NON_SPACING_MARK
          || type == Character.COMBINING_SPACING_MARK;
    }
  }
}
