package dev.nightshift.curation.text;

import java.util.Arrays;

/**
 * Splits a text into words and marks as the published filters do, whose words are the tokens of
 * spaCy's rules for English (datatrove, {@code split_into_words}; spaCy 3.8, {@code tokenizer.pyx},
 * {@code lang/punctuation.py} and {@code lang/en}).
 *
 * <p>Strings between white space are peeled: marks in front and behind become tokens, one layer at
 * a time, until a string of {@link SpecialWords} is left or nothing more comes off. What is left
 * stays whole if it is an address of the web ({@link WebAddress}); else it is cut at marks inside
 * of it: a run of full stops, a full stop between a small and a capital letter, a comma between
 * letters, a dash or one of {@code : < > = /} in front of a letter, a sign between digits. Tokens
 * side by side that make a face or an abbreviation ({@code ):}, {@code 8)}) are one in the end. So
 * {@code os.path} and {@code foo_bar} are one token, and {@code "e.g."} in quotes is three.
 *
 * <p>Linear in the text. Not safe for use by several threads; one serves for many texts.
 */
public final class WordSplitter {

  /** Takes tokens, from left to right. */
  public interface Tokens {

    /**
     * A token.
     *
     * @param start index of its first code unit
     * @param end index behind its last
     */
    void token(int start, int end);
  }

  private static final SpecialWords SPECIAL = new SpecialWords();

  private final char[] units = new char[8];
  private int[] suffixes = new int[16];
  private int[] ends = new int[16];
  private int count;

  /** Splits the first {@code length} code units of a text. */
  public void split(char[] text, int length, Tokens to) {
    int i = 0;
    while (i < length) {
      if (CharClass.isSpace(text[i])) {
        i++;
        continue;
      }
      int start = i;
      boolean letters = true;
      while (i < length) {
        int type = CharClass.of(text[i]);
        if ((type & CharClass.SPACE) != 0) {
          break;
        }
        letters &= (type & CharClass.LETTER) != 0;
        i++;
      }
      if (letters) {
        whole(text, start, i, to);
      } else {
        peel(text, start, i, to);
      }
    }
  }

  /** A string of letters alone: special or a token. */
  private static void whole(char[] text, int from, int to, Tokens tokens) {
    int cuts = SPECIAL.cuts(text, from, to);
    if (cuts == 0) {
      tokens.token(from, to);
    } else {
      special(from, to, cuts, tokens);
    }
  }

  private static void special(int from, int to, int cuts, Tokens tokens) {
    int start = from;
    for (int shift = 0; shift < 8; shift += 4) {
      int cut = cuts >> shift & 15;
      if (cut > 0) {
        tokens.token(start, from + cut);
        start = from + cut;
      }
    }
    tokens.token(start, to);
  }

  private void peel(char[] text, int start, int end, Tokens tokens) {
    int from = start;
    int to = end;
    int behind = 0;
    int cuts = 0;
    count = 0;
    while (from < to) {
      cuts = SPECIAL.cuts(text, from, to);
      if (cuts != 0) {
        break;
      }
      int prefix = prefix(text, from, to);
      if (prefix > 0 && SPECIAL.cuts(text, from + prefix, to) != 0) {
        from += prefix;
        add(from);
        continue;
      }
      int suffix = suffix(text, from + prefix, to);
      if (prefix == 0 && suffix == 0) {
        break;
      }
      boolean only = suffix > 0 && SPECIAL.cuts(text, from, to - suffix) != 0;
      if (prefix > 0 && !only) {
        from += prefix;
        add(from);
      }
      if (suffix > 0) {
        if (behind == suffixes.length) {
          suffixes = Arrays.copyOf(suffixes, 2 * behind);
        }
        suffixes[behind++] = to;
        to -= suffix;
      }
    }
    if (from < to) {
      if (cuts != 0) {
        special(from, to, cuts, (first, last) -> add(last));
      } else if (WebAddress.is(text, from, to)) {
        add(to);
      } else {
        inside(text, from, to);
      }
    }
    while (behind > 0) {
      add(suffixes[--behind]);
    }
    tell(text, start, tokens);
  }

  /** Adds a token that ends here and starts where the one before ends. */
  private void add(int end) {
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, 2 * count);
    }
    ends[count++] = end;
  }

  /** Tells the tokens that were added, those that make a special string as one. */
  private void tell(char[] text, int first, Tokens tokens) {
    int start = first;
    for (int i = 0; i < count; i++) {
      int last = i;
      if (SPECIAL.mayStart(text[start])) {
        for (int k = i + 1; k < count && ends[k] - start <= SpecialWords.LONGEST_JOINED; k++) {
          last = SPECIAL.cuts(text, start, ends[k]) == SpecialWords.WHOLE ? k : last;
        }
      }
      i = last;
      tokens.token(start, ends[i]);
      start = ends[i];
    }
  }

  /** Code units of the mark that a string starts with; 0 where it starts with none. */
  private static int prefix(char[] text, int from, int to) {
    char c = text[from];
    if (c == '.') {
      int end = from + 1;
      while (end < to && text[end] == '.') {
        end++;
      }
      return end - from > 1 ? end - from : 0;
    }
    if (c == '+') {
      return from + 1 < to && is(text[from + 1], CharClass.DIGIT) ? 0 : 1;
    }
    if (c == 'U') {
      return to - from > 2 && text[from + 1] == 'S' && text[from + 2] == '$' ? 3 : 0;
    }
    if (c == 'C' || c == 'A') {
      return to - from > 1 && text[from + 1] == '$' ? 2 : 0;
    }
    boolean pair = CharClass.isPair(text, from, to);
    return (CharClass.of(text, from, to) & CharClass.PREFIX) == 0 ? 0 : pair ? 2 : 1;
  }

  /** Code units of the mark or unit that a string ends with; 0 where it ends with none. */
  private int suffix(char[] text, int from, int to) {
    if (from >= to) {
      return 0;
    }
    char last = text[to - 1];
    if (last == '.') {
      return stops(text, from, to);
    }
    if (Character.isLowSurrogate(last)) {
      boolean symbol = to - from > 1 && (CharClass.of(text, to - 2, to) & CharClass.SUFFIX) != 0;
      return symbol ? 2 : 0;
    }
    int type = CharClass.of(last);
    if (last == '\u2026' && to - from > 1 && text[to - 2] == '\u2026') {
      return 2;
    }
    if ((type & CharClass.SUFFIX) != 0) {
      return 1;
    }
    if (to - from < 2) {
      return 0;
    }
    if (last == 's' || last == 'S') {
      char mark = text[to - 2];
      if (mark == '\'' || mark == '\u2019') {
        return 2;
      }
    }
    return measured(text, from, to, type);
  }

  /** A run of full stops, or one behind what it does not belong to. */
  private static int stops(char[] text, int from, int to) {
    int start = to - 1;
    while (start > from && text[start - 1] == '.') {
      start--;
    }
    if (to - start > 1) {
      return to - start;
    }
    if (start == from) {
      return 0;
    }
    if (is(text[start - 1], CharClass.BEFORE_STOP)) {
      return 1;
    }
    if (start - from > 1 && text[start - 2] == '\u00b0' && "CcFfKk".indexOf(text[start - 1]) >= 0) {
      return 1;
    }
    boolean capitals =
        start - from > 1
            && is(text[start - 1], CharClass.UPPER)
            && is(text[start - 2], CharClass.UPPER);
    return capitals ? 1 : 0;
  }

  /** A currency, a plus sign or a unit directly behind a digit. */
  private int measured(char[] text, int from, int to, int type) {
    int start = to - 1;
    int longest = Math.max(from, to - units.length);
    while (start > longest && !is(text[start - 1], CharClass.DIGIT)) {
      start--;
    }
    if (start == from || !is(text[start - 1], CharClass.DIGIT)) {
      return 0;
    }
    int size = to - start;
    if (size == 1 && (text[start] == '+' || (type & CharClass.CURRENCY) != 0)) {
      return 1;
    }
    if (is(text[start], CharClass.DIGIT)) {
      return 0;
    }
    System.arraycopy(text, start, units, 0, size);
    return Units.has(units, size) ? size : 0;
  }

  /** Cuts a string at the marks inside of it. */
  private void inside(char[] text, int from, int to) {
    int start = from;
    int i = from + 1;
    while (i < to) {
      int size = cut(text, from, i, to);
      if (size == 0) {
        i++;
        continue;
      }
      if (start < i) {
        add(i);
      }
      i += size;
      add(i);
      start = i;
    }
    if (start < to) {
      add(to);
    }
  }

  /** Code units of the mark at a place inside a string that cuts it; 0 where none does. */
  private static int cut(char[] text, int from, int i, int to) {
    char c = text[i];
    int type = CharClass.of(text, i, to);
    if ((type & CharClass.SYMBOL) != 0) {
      return CharClass.isPair(text, i, to) ? 2 : 1;
    }
    int before = CharClass.of(text[i - 1]);
    int behind = i + 1 < to ? CharClass.of(text[i + 1]) : 0;
    switch (c) {
      case '\u2026':
        return 1;
      case '.':
        int end = i + 1;
        while (end < to && text[end] == '.') {
          end++;
        }
        if (end - i > 1) {
          return end - i;
        }
        return (before & (CharClass.LOWER | CharClass.QUOTE)) != 0
                && (behind & (CharClass.UPPER | CharClass.QUOTE)) != 0
            ? 1
            : 0;
      case ',':
        return (before & CharClass.LETTER) != 0 && (behind & CharClass.LETTER) != 0 ? 1 : 0;
      case '+', '*', '^':
        return between(text, i, to, before, behind) ? 1 : 0;
      case '-', '\u2013', '\u2014', '~':
        if (c == '-' && between(text, i, to, before, behind)) {
          return 1;
        }
        return dash(text, i, to, before);
      case ':', '<', '>', '=', '/':
        return (before & (CharClass.LETTER | CharClass.DIGIT)) != 0
                && (behind & CharClass.LETTER) != 0
            ? 1
            : 0;
      default:
        return 0;
    }
  }

  /** Whether a sign stands behind a digit and in front of a digit or a minus sign. */
  private static boolean between(char[] text, int i, int to, int before, int behind) {
    return (before & CharClass.DIGIT) != 0
        && ((behind & CharClass.DIGIT) != 0 || (i + 1 < to && text[i + 1] == '-'));
  }

  private static int dash(char[] text, int i, int to, int before) {
    if ((before & (CharClass.LETTER | CharClass.DIGIT)) == 0) {
      return 0;
    }
    int most = text[i] == '-' ? 3 : text[i] == '\u2014' ? 2 : 1;
    int size = 1;
    while (size < most && i + size < to && text[i + size] == text[i]) {
      size++;
    }
    return i + size < to && is(text[i + size], CharClass.LETTER) ? size : 0;
  }

  private static boolean is(char c, int bits) {
    return (CharClass.of(c) & bits) != 0;
  }
}
