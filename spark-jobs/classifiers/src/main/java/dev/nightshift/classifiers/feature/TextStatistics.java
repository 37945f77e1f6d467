package dev.nightshift.classifiers.feature;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Cheap dense statistics of a text, most of them those of published quality filters: Rae et al.,
 * "Scaling Language Models: Methods, Analysis and Insights from Training Gopher", 2021, table A1
 * (word length, stop words, symbols, repeated lines), and Raffel et al., "Exploring the Limits of
 * Transfer Learning", 2020, section 2.2 (lines that end in a terminal mark).
 *
 * <p>A share is of its own whole and lies in [0, 1]; a share of nothing is 0.
 */
public final class TextStatistics {

  /** Names of the statistics, in the order of the vector. */
  public static final List<String> NAMES =
      List.of(
          "log_characters",
          "mean_word_length",
          "letter_share",
          "digit_share",
          "space_share",
          "punctuation_share",
          "symbol_share",
          "upper_share",
          "distinct_word_share",
          "stop_word_share",
          "alphabetic_word_share",
          "vowelless_word_share",
          "terminal_line_share",
          "repeated_line_share",
          "log_line_length",
          "log_sentence_length",
          "log_longest_run",
          "character_entropy");

  /** Number of the statistics. */
  public static final int COUNT = NAMES.size();

  private static final Set<String> STOP_WORDS =
      Set.of(
          "the", "be", "to", "of", "and", "that", "have", "with", "a", "in", "is", "it", "for",
          "was", "on", "as", "are", "this", "by", "not", "or", "from", "at", "but", "i", "you");

  private TextStatistics() {}

  /**
   * The statistics of a text.
   *
   * @return {@link #COUNT} finite numbers
   */
  public static double[] of(String text) {
    Characters characters = new Characters();
    text.codePoints().forEach(characters::add);
    Words words = new Words();
    for (String word : text.toLowerCase(Locale.ROOT).split("\\s+")) {
      words.add(word);
    }
    Lines lines = new Lines();
    text.lines().forEach(lines::add);
    return new double[] {
      Math.log1p(characters.all),
      share(words.characters, words.all),
      share(characters.letters, characters.all),
      share(characters.digits, characters.all),
      share(characters.spaces, characters.all),
      share(characters.punctuation, characters.all),
      share(characters.symbols, characters.all),
      share(characters.upper, characters.letters),
      share(words.distinct.size(), words.all),
      share(words.stop, words.all),
      share(words.alphabetic, words.all),
      share(words.vowelless, words.all),
      share(lines.terminal, lines.all),
      share(lines.all - lines.distinct.size(), lines.all),
      Math.log1p(share(characters.all, lines.all)),
      Math.log1p(share(words.all, Math.max(1, characters.sentenceEnds))),
      Math.log1p(characters.longestRun),
      characters.entropy()
    };
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  /** Counts over code points. */
  private static final class Characters {
    private final Map<Integer, Integer> counts = new HashMap<>();
    private long all;
    private long letters;
    private long digits;
    private long spaces;
    private long punctuation;
    private long symbols;
    private long upper;
    private long sentenceEnds;
    private long run;
    private long longestRun;
    private int last = -1;

    void add(int c) {
      all++;
      counts.merge(c, 1, Integer::sum);
      if (Character.isLetter(c)) {
        letters++;
        upper += Character.isUpperCase(c) ? 1 : 0;
      } else if (Character.isDigit(c)) {
        digits++;
      } else if (Character.isWhitespace(c)) {
        spaces++;
      } else if (isPunctuation(c)) {
        punctuation++;
      } else {
        symbols++;
      }
      sentenceEnds += c == '.' || c == '!' || c == '?' ? 1 : 0;
      run = c == last ? run + 1 : 1;
      last = c;
      longestRun = Math.max(longestRun, run);
    }

    private static boolean isPunctuation(int c) {
      return switch (Character.getType(c)) {
        case Character.CONNECTOR_PUNCTUATION,
            Character.DASH_PUNCTUATION,
            Character.START_PUNCTUATION,
            Character.END_PUNCTUATION,
            Character.INITIAL_QUOTE_PUNCTUATION,
            Character.FINAL_QUOTE_PUNCTUATION,
            Character.OTHER_PUNCTUATION ->
            true;
        default -> false;
      };
    }

    /** Entropy of the code points in bits. Sums in the order of the code points. */
    double entropy() {
      double bits = 0;
      for (int c : counts.keySet().stream().sorted().toList()) {
        double p = (double) counts.getOrDefault(c, 0) / all;
        bits -= p * Math.log(p);
      }
      return bits / Math.log(2);
    }
  }

  /** Counts over words, lower-case and split at white space. */
  private static final class Words {
    private final Set<String> distinct = new HashSet<>();
    private long all;
    private long characters;
    private long stop;
    private long alphabetic;
    private long vowelless;

    void add(String word) {
      if (word.isEmpty()) {
        return;
      }
      all++;
      characters += word.codePointCount(0, word.length());
      distinct.add(word);
      stop += STOP_WORDS.contains(word) ? 1 : 0;
      boolean letters = word.codePoints().anyMatch(Character::isLetter);
      alphabetic += letters ? 1 : 0;
      vowelless += letters && word.codePoints().noneMatch(c -> "aeiouy".indexOf(c) >= 0) ? 1 : 0;
    }
  }

  /** Counts over lines that are not blank. */
  private static final class Lines {
    private final Set<String> distinct = new HashSet<>();
    private long all;
    private long terminal;

    void add(String line) {
      String content = line.strip();
      if (content.isEmpty()) {
        return;
      }
      all++;
      distinct.add(content);
      terminal += ".!?\"'".indexOf(content.charAt(content.length() - 1)) >= 0 ? 1 : 0;
    }
  }
}
