package dev.nightshift.curation.text;

import java.util.Arrays;

/**
 * The tokens of a text, with their places. As they stand there, for passages that repeat letter by
 * letter: runs of characters that are no white space. Or folded, for passages that say the same:
 * runs of letters, digits and marks in lower case, whatever stands between them. In scripts without
 * spaces each character is a token. Memory is linear in the tokens, 16 bytes each. Not safe for use
 * by several threads; one serves for many texts.
 */
public final class TextTokens {

  private static final long BASE = 0x9E3779B97F4A7C15L;

  private int[] starts = new int[64];
  private int[] ends = new int[64];
  private long[] hashes = new long[64];
  private final boolean folded;
  private int size;

  /** Tokens as they stand there. */
  public TextTokens() {
    this(false);
  }

  private TextTokens(boolean folded) {
    this.folded = folded;
  }

  /** Tokens that only letters, digits and marks make up, in lower case. */
  public static TextTokens folded() {
    return new TextTokens(true);
  }

  /** Reads a text; what was read before is forgotten. */
  public void read(String text) {
    size = 0;
    int start = -1;
    long hash = 0;
    for (int i = 0; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      int width = Character.charCount(codePoint);
      boolean alone = Letters.isWord(codePoint);
      boolean between = folded ? !Letters.isPart(codePoint) : Character.isWhitespace(codePoint);
      if (start >= 0 && (alone || between)) {
        add(start, i, hash);
        start = -1;
      }
      if (alone) {
        add(i, i + width, codePoint);
      } else if (!between) {
        if (start < 0) {
          start = i;
          hash = 0;
        }
        hash = hash * BASE + Mix.of(folded ? Character.toLowerCase(codePoint) : codePoint);
      }
      i += width;
    }
    if (start >= 0) {
      add(start, text.length(), hash);
    }
  }

  private void add(int start, int end, long hash) {
    if (size == starts.length) {
      int longer = (int) Math.min(Integer.MAX_VALUE - 8L, 2L * size);
      starts = Arrays.copyOf(starts, longer);
      ends = Arrays.copyOf(ends, longer);
      hashes = Arrays.copyOf(hashes, longer);
    }
    starts[size] = start;
    ends[size] = end;
    hashes[size++] = Mix.of(hash + 1);
  }

  /** Number of tokens. */
  public int size() {
    return size;
  }

  /** A 64-bit hash of a token. */
  public long hash(int token) {
    return hashes[token];
  }

  /** Index of a token's first character. */
  public int start(int token) {
    return starts[token];
  }

  /** Index behind a token's last character. */
  public int end(int token) {
    return ends[token];
  }

  /**
   * The 64-bit hash of each passage of a given number of tokens, by the token it starts at: a
   * polynomial carried on from passage to passage (Karp and Rabin 1987), mixed.
   */
  public long[] passages(int length) {
    if (size < length) {
      return new long[0];
    }
    long top = 1;
    for (int i = 1; i < length; i++) {
      top *= BASE;
    }
    long[] passages = new long[size - length + 1];
    long rolling = 0;
    for (int i = 0; i < size; i++) {
      if (i >= length) {
        rolling -= hashes[i - length] * top;
      }
      rolling = rolling * BASE + hashes[i];
      if (i + 1 >= length) {
        passages[i + 1 - length] = Mix.of(rolling);
      }
    }
    return passages;
  }
}
