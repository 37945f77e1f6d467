package dev.nightshift.curation.dedup;

import dev.nightshift.curation.text.TextTokens;

/**
 * A text without some of its tokens.
 *
 * @param text what is left: its pieces with one line break between two where there was one in what
 *     lay between them, else a space
 * @param tokens tokens of the whole text
 * @param cut tokens that were cut out
 */
public record PassageCut(String text, int tokens, int cut) {

  /**
   * Cuts token ranges out of a text.
   *
   * @param tokens the tokens of that text
   * @param ranges first token and the one behind the last of each range, in rising order; they may
   *     touch and overlap
   */
  public static PassageCut of(String text, TextTokens tokens, int[] ranges) {
    StringBuilder left = new StringBuilder();
    int cut = 0;
    int next = 0;
    for (int i = 0; i + 1 < ranges.length; i += 2) {
      int from = Math.max(next, ranges[i]);
      int to = ranges[i + 1];
      if (to > from) {
        append(left, text, tokens, next, from);
        cut += to - from;
        next = to;
      }
    }
    append(left, text, tokens, next, tokens.size());
    return new PassageCut(left.toString(), tokens.size(), cut);
  }

  /** Share of the tokens that were cut out, from 0 to 1. */
  public double share() {
    return tokens == 0 ? 0 : (double) cut / tokens;
  }

  private static void append(StringBuilder left, String text, TextTokens tokens, int from, int to) {
    if (from >= to) {
      return;
    }
    int start = from == 0 ? 0 : tokens.start(from);
    int end = to == tokens.size() ? text.length() : tokens.end(to - 1);
    if (left.length() > 0) {
      boolean broken = hasBreak(text, tokens.end(from - 1), start);
      left.append(broken ? '\n' : ' ');
    }
    left.append(text, start, end);
  }

  /** Whether a line ends right before a piece: the cut passage then ended a line. */
  private static boolean hasBreak(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) == '\n') {
        return true;
      }
    }
    return false;
  }
}
