package dev.nightshift.curation.filter;

import dev.nightshift.curation.text.TextHash;

/**
 * The repetition heuristics of Gopher: Rae et al. 2021, appendix A.1.1 and table A1.
 *
 * <p>Of the lines, those that stand earlier in the text already are duplicates: their share of all
 * lines, and their characters' share of the text. Paragraphs (lines up to a blank one) likewise. Of
 * the n-grams of 2, 3 and 4 tokens, the most frequent one's characters, with one space between
 * tokens and times its occurrences. Of those of 5 to 10 tokens, the characters of n-grams that
 * stand earlier already, without spaces; a duplicate's tokens belong to no further n-gram, so that
 * none is counted twice. Tokens are those of {@link TextScan}; the ways of counting are
 * datatrove's, but that an n-gram that stands only once repeats nothing, however short the text is
 * (there it counts as the most frequent one, which refuses short texts).
 *
 * <p>An n-gram's hash is the polynomial of its tokens' hashes modulo 2⁶⁴, which rolls on with one
 * product per token.
 */
public final class GopherRepetition implements DocumentFilter {

  private static final long serialVersionUID = 1L;
  private static final long BASE = 0x9e3779b97f4a7c15L;

  private final RepetitionLimits limits;

  public GopherRepetition(RepetitionLimits limits) {
    this.limits = limits;
  }

  @Override
  public Verdict judge(String text, TextScan scan, Findings findings) {
    GramTable table = scan.table();
    Bounds bounds = new Bounds();
    lines(scan, table, bounds);
    if (!bounds.isRefused()) {
      grams(scan, table, bounds);
    }
    return bounds.verdict();
  }

  private void lines(TextScan scan, GramTable table, Bounds bounds) {
    LineTable lines = scan.lines();
    int count = lines.size();
    double all = Math.max(1, scan.characters());
    table.clear(count);
    long duplicates = 0;
    long characters = 0;
    for (int i = 0; i < count; i++) {
      if (table.seen(lines.hash(i))) {
        duplicates++;
        characters += lines.characters(i);
      }
    }
    table.clear(count);
    long paragraphs = 0;
    long duplicateParagraphs = 0;
    long paragraphCharacters = 0;
    int start = 0;
    while (start < count) {
      long hash = lines.hash(start);
      long size = lines.characters(start);
      int end = start + 1;
      while (end < count && !lines.startsParagraph(end)) {
        hash = hash * BASE + lines.hash(end);
        size += 1 + lines.characters(end);
        end++;
      }
      paragraphs++;
      if (table.seen(TextHash.finish(hash))) {
        duplicateParagraphs++;
        paragraphCharacters += size;
      }
      start = end;
    }
    bounds
        .atMost(
            "duplicate-paragraphs",
            paragraphs == 0 ? 0 : (double) duplicateParagraphs / paragraphs,
            limits.duplicateParagraphs(),
            "of the paragraphs stand there before")
        .atMost(
            "duplicate-paragraph-characters",
            paragraphCharacters / all,
            limits.duplicateParagraphCharacters(),
            "of the characters are in paragraphs that stand there before")
        .atMost(
            "duplicate-lines",
            count == 0 ? 0 : (double) duplicates / count,
            limits.duplicateLines(),
            "of the lines stand there before")
        .atMost(
            "duplicate-line-characters",
            characters / all,
            limits.duplicateLineCharacters(),
            "of the characters are in lines that stand there before");
  }

  private void grams(TextScan scan, GramTable table, Bounds bounds) {
    double all = Math.max(1, scan.keptCharacters());
    for (int i = 0; i < limits.topGrams().size() && !bounds.isRefused(); i++) {
      int n = RepetitionLimits.FIRST_TOP + i;
      bounds.atMost(
          "top-" + n + "-gram",
          top(scan, table, n) / all,
          limits.topGrams().get(i),
          "of the characters are in the most frequent " + n + "-gram");
    }
    for (int i = 0; i < limits.duplicateGrams().size() && !bounds.isRefused(); i++) {
      int n = RepetitionLimits.FIRST_DUPLICATE + i;
      bounds.atMost(
          "duplicate-" + n + "-grams",
          duplicates(scan, table, n) / all,
          limits.duplicateGrams().get(i),
          "of the characters are in " + n + "-grams that stand there before");
    }
  }

  /** Characters of the most frequent n-gram; of several, of the one that got there first. */
  private static long top(TextScan scan, GramTable table, int n) {
    int last = scan.keptTokens() - n;
    if (last < 1) {
      return 0;
    }
    table.clear(last + 1);
    long out = power(n - 1);
    long hash = hash(scan, 0, n);
    int most = 1;
    int at = -1;
    for (int i = 0; ; i++) {
      int count = table.add(TextHash.finish(hash));
      if (count > most) {
        most = count;
        at = i;
      }
      if (i == last) {
        break;
      }
      hash = (hash - scan.hash(i) * out) * BASE + scan.hash(i + n);
    }
    return at < 0 ? 0 : (long) most * (scan.lettersBefore(at + n) - scan.lettersBefore(at) + n - 1);
  }

  private static long duplicates(TextScan scan, GramTable table, int n) {
    int last = scan.keptTokens() - n;
    if (last < 1) {
      return 0;
    }
    table.clear(last + 1);
    long out = power(n - 1);
    long characters = 0;
    long hash = hash(scan, 0, n);
    int i = 0;
    while (true) {
      if (table.seen(TextHash.finish(hash))) {
        characters += scan.lettersBefore(i + n) - scan.lettersBefore(i);
        i += n;
        if (i > last) {
          break;
        }
        hash = hash(scan, i, n);
      } else {
        if (i == last) {
          break;
        }
        hash = (hash - scan.hash(i) * out) * BASE + scan.hash(i + n);
        i++;
      }
    }
    return characters;
  }

  private static long hash(TextScan scan, int start, int n) {
    long hash = 0;
    for (int i = start; i < start + n; i++) {
      hash = hash * BASE + scan.hash(i);
    }
    return hash;
  }

  private static long power(int n) {
    long power = 1;
    for (int i = 0; i < n; i++) {
      power *= BASE;
    }
    return power;
  }
}
