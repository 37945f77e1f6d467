package dev.nightshift.curation.filter;

import dev.nightshift.curation.text.CharClass;

/**
 * The heuristics of C4: Raffel et al., "Exploring the limits of transfer learning with a unified
 * text-to-text transformer", 2020, section 2.2.
 *
 * <p>The rules are those of the code that built the set (TensorFlow Datasets, {@code c4_utils}), in
 * its order. Marks of citations ({@code [1]}, {@code [edit]}, {@code [citation needed]}) are taken
 * out of a line. It goes if a word is too long, if it does not end in a terminal mark (or ends in
 * an ellipsis), has too few words, or speaks of JavaScript, of cookies or of terms and policies.
 * The page goes if a line that would stay holds a curly bracket or the words "lorem ipsum" (the
 * paper says: if the page does), or if too few sentences stay. Sentences are counted at each run of
 * final marks, with closing marks behind it, that a space or the line's end follows; a line that
 * ends without one counts as one.
 *
 * <p>The paper's list of bad words is the filter {@link WordListFilter} in its mode {@code any}.
 */
public final class C4Quality implements DocumentFilter {

  private static final long serialVersionUID = 1L;

  private static final Phrases PAGE = new Phrases("lorem ipsum");
  private static final Phrases SCRIPT = new Phrases("javascript");
  private static final Phrases POLICY =
      new Phrases(
          "terms of use",
          "privacy policy",
          "cookie policy",
          "uses cookies",
          "use of cookies",
          "use cookies");
  private static final String[] CITATIONS = {"edit]", "citation needed]"};

  private final C4Limits limits;

  public C4Quality(C4Limits limits) {
    this.limits = limits;
  }

  @Override
  public Verdict judge(String text, TextScan scan, Findings findings) {
    char[] chars = scan.buffer();
    int length = scan.length();
    StringBuilder left = new StringBuilder(length);
    StringBuilder line = new StringBuilder();
    int sentences = 0;
    int start = 0;
    while (start < length) {
      int end = start;
      while (end < length && chars[end] != '\n') {
        end++;
      }
      int from = start;
      int to = end;
      while (from < to && CharClass.isSpace(chars[from])) {
        from++;
      }
      while (to > from && CharClass.isSpace(chars[to - 1])) {
        to--;
      }
      start = end + 1;
      line.setLength(0);
      withoutCitations(chars, from, to, line);
      if (!isProse(chars, from, to, line)) {
        continue;
      }
      if (PAGE.isIn(chars, from, to)) {
        return refused("lorem-ipsum", 1, "the page has the placeholder text lorem ipsum");
      }
      if (SCRIPT.isIn(chars, from, to)) {
        continue;
      }
      if (line.indexOf("{") >= 0) {
        return refused("curly-bracket", 1, "the page has a curly bracket, which prose does not");
      }
      if (!POLICY.isIn(chars, from, to)) {
        sentences += sentences(line);
        left.append(left.length() == 0 ? "" : "\n").append(line);
      }
    }
    if (sentences < limits.minSentences()) {
      return refused(
          "few-sentences",
          sentences,
          sentences
              + " sentences in the lines that are prose, at least "
              + limits.minSentences()
              + " are asked for");
    }
    return text.contentEquals(left) ? Verdict.KEPT : new Verdict.Changed(left.toString());
  }

  /** Whether a line's words are neither too long nor too few, and it ends like a sentence. */
  private boolean isProse(char[] chars, int from, int to, StringBuilder cited) {
    int words = 0;
    int i = from;
    while (i < to) {
      int word = i;
      while (i < to && !CharClass.isSpace(chars[i])) {
        i++;
      }
      if (i - word > limits.maxWordLength()) {
        return false;
      }
      words++;
      while (i < to && CharClass.isSpace(chars[i])) {
        i++;
      }
    }
    return words >= limits.minWordsPerLine()
        && cited.length() > 0
        && (!limits.terminalPunctuation() || endsSentence(cited));
  }

  private static boolean endsSentence(StringBuilder line) {
    int size = line.length();
    char last = line.charAt(size - 1);
    boolean dots =
        size >= 3 && last == '.' && line.charAt(size - 2) == '.' && line.charAt(size - 3) == '.';
    return !dots && last != '\u2026' && Punctuation.endsSentence(last);
  }

  private static void withoutCitations(char[] chars, int from, int to, StringBuilder line) {
    int i = from;
    while (i < to) {
      int behind = chars[i] == '[' ? citationEnd(chars, i + 1, to) : -1;
      if (behind < 0) {
        line.append(chars[i++]);
      } else {
        i = behind;
      }
    }
  }

  /** Where a citation that began before this place ends; -1 where there is none. */
  private static int citationEnd(char[] chars, int start, int to) {
    int i = start;
    // Real ones are short: a bound keeps "[[[[..." and "[111..." linear.
    while (i < to && i - start < 8 && chars[i] >= '0' && chars[i] <= '9') {
      i++;
    }
    if (i < to && chars[i] == ']') {
      return i + 1;
    }
    for (String word : CITATIONS) {
      int k = 0;
      while (k < word.length() && start + k < to && chars[start + k] == word.charAt(k)) {
        k++;
      }
      if (k == word.length()) {
        return start + k;
      }
    }
    return -1;
  }

  private static int sentences(CharSequence line) {
    int count = 0;
    boolean open = false;
    int i = 0;
    while (i < line.length()) {
      char c = line.charAt(i);
      if (!Punctuation.isFinal(c)) {
        open |= !CharClass.isSpace(c);
        i++;
        continue;
      }
      while (i < line.length() && Punctuation.isFinal(line.charAt(i))) {
        i++;
      }
      while (i < line.length() && Punctuation.isClosing(line.charAt(i))) {
        i++;
      }
      // Scripts that write no spaces end a sentence with the mark alone.
      if (i == line.length() || CharClass.isSpace(line.charAt(i)) || c >= 128) {
        count++;
        open = false;
      }
    }
    return count + (open ? 1 : 0);
  }

  private static Verdict refused(String reason, double value, String detail) {
    return new Verdict.Refused(new Refusal(reason, value, detail));
  }
}
