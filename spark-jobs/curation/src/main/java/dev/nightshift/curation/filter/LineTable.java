package dev.nightshift.curation.filter;

import dev.nightshift.curation.text.CharClass;
import dev.nightshift.curation.text.TextHash;
import java.util.Arrays;

/**
 * The lines of a text that hold anything, without the spaces at their ends: their length, their
 * hash, how they begin and end, and how they stand in paragraphs.
 */
public final class LineTable {

  private static final int BULLET = 1;
  private static final int ELLIPSIS = 2;
  private static final int TERMINAL = 4;
  private static final int STARTS_PARAGRAPH = 8;

  private long[] hashes = new long[64];
  private int[] sizes = new int[64];
  private byte[] traits = new byte[64];
  private int kept;
  private int newlines;
  private int withBlank;
  private int lowSurrogates;

  void read(char[] text, int length) {
    kept = 0;
    newlines = 0;
    lowSurrogates = 0;
    boolean blankBefore = true;
    int start = 0;
    while (start <= length) {
      int end = start;
      int low = 0;
      while (end < length && text[end] != '\n') {
        low += Character.isLowSurrogate(text[end]) ? 1 : 0;
        end++;
      }
      newlines += end < length ? 1 : 0;
      lowSurrogates += low;
      boolean blank = !line(text, start, end, low, blankBefore);
      blankBefore = blank;
      start = end + 1;
    }
    boolean open = length > 0 && text[length - 1] != '\n';
    withBlank = newlines + (open ? 1 : 0);
  }

  private boolean line(char[] text, int from, int to, int low, boolean startsParagraph) {
    int ink = from;
    int end = to;
    while (ink < end && CharClass.isSpace(text[ink])) {
      ink++;
    }
    while (end > ink && CharClass.isSpace(text[end - 1])) {
      end--;
    }
    if (ink == end) {
      return false;
    }
    if (kept == TextScan.LARGEST) {
      return true;
    }
    long hash = TextHash.SEED;
    for (int i = from; i < end; i++) {
      hash = TextHash.step(hash, text[i]);
    }
    if (kept == sizes.length) {
      hashes = Arrays.copyOf(hashes, 2 * kept);
      sizes = Arrays.copyOf(sizes, 2 * kept);
      traits = Arrays.copyOf(traits, 2 * kept);
    }
    char first = text[ink];
    char last = text[end - 1];
    int trait = startsParagraph ? STARTS_PARAGRAPH : 0;
    trait |= first == '-' || first == '\u2022' ? BULLET : 0;
    boolean dots = end - ink >= 3 && last == '.' && text[end - 2] == '.' && text[end - 3] == '.';
    trait |= dots || last == '\u2026' ? ELLIPSIS : 0;
    trait |= Punctuation.endsSentence(last) ? TERMINAL : 0;
    hashes[kept] = TextHash.finish(hash);
    sizes[kept] = end - from - low;
    traits[kept] = (byte) trait;
    kept++;
    return true;
  }

  /** Number of lines that are kept: all, or the first {@link TextScan#LARGEST}. */
  public int size() {
    return kept;
  }

  /** Lines of the whole text, blank ones included. */
  public int withBlank() {
    return withBlank;
  }

  /** Line feeds of the whole text. */
  public int newlines() {
    return newlines;
  }

  /** The hash of a line. */
  public long hash(int line) {
    return hashes[line];
  }

  /** Characters (code points) of a line. */
  public int characters(int line) {
    return sizes[line];
  }

  /** Whether a line starts with {@code -} or {@code •}, behind its spaces. */
  public boolean startsWithBullet(int line) {
    return (traits[line] & BULLET) != 0;
  }

  /** Whether a line ends with an ellipsis. */
  public boolean endsWithEllipsis(int line) {
    return (traits[line] & ELLIPSIS) != 0;
  }

  /** Whether a line ends like a sentence: {@link Punctuation#endsSentence}. */
  public boolean endsWithPunctuation(int line) {
    return (traits[line] & TERMINAL) != 0;
  }

  /** Whether a paragraph starts with this line: the first one, or one behind a blank line. */
  public boolean startsParagraph(int line) {
    return (traits[line] & STARTS_PARAGRAPH) != 0;
  }

  int lowSurrogates() {
    return lowSurrogates;
  }
}
