package dev.nightshift.curation.filter;

import dev.nightshift.curation.text.CharClass;
import dev.nightshift.curation.text.TextHash;
import dev.nightshift.curation.text.WordSplitter;
import java.util.Arrays;
import java.util.Set;

/**
 * One reading of a text that serves all filters: its tokens and lines as numbers, without a string
 * for any of them.
 *
 * <p>Tokens are those of {@link WordSplitter}; a word is a token that is not punctuation alone, as
 * in datatrove. A line ends at a line feed; lines without a visible character are left out, and the
 * spaces at its end do not belong to it, but those at its beginning do.
 *
 * <p>Tokens and lines are known by 64-bit hashes and never compared letter by letter: among n
 * different ones two share a hash with a probability of about n²/2⁶⁵ (10⁻⁸ for a million). Beyond
 * {@link #LARGEST} tokens or lines only the counts go on, so that memory stays bounded: what
 * compares tokens or lines then judges the text by its beginning.
 *
 * <p>An object reads one text after another and keeps its buffers. Not safe for use by several
 * threads.
 */
public final class TextScan implements WordSplitter.Tokens {

  /** Tokens, and lines, that are kept of one text. */
  public static final int LARGEST = 1 << 20;

  /** The stop words of Rae et al. 2021. */
  public static final Set<String> STOP_WORDS =
      Set.of("the", "be", "to", "of", "and", "that", "have", "with");

  private static final long[][] STOP_HASHES = stopHashes();
  private static final int KEPT_BUFFER = 1 << 22;

  private char[] chars = new char[1 << 12];
  private int length;
  private int characters;

  private long[] hashes = new long[1 << 10];
  private long[] folded = new long[0];
  private int[] letters = new int[(1 << 10) + 1];
  private final boolean folding;
  private int kept;
  private int keptEnd;

  private long words;
  private long tokens;
  private long wordLetters;
  private long alphabetic;
  private long hashSigns;
  private long ellipses;
  private int stopWords;

  private final LineTable lines = new LineTable();
  private final GramTable table = new GramTable();
  private final WordSplitter splitter = new WordSplitter();

  /** A scan that does not tell letters by case. */
  public TextScan() {
    this(false);
  }

  /**
   * A scan.
   *
   * @param folding whether it also hashes each token in lower case, for lists of words
   */
  public TextScan(boolean folding) {
    this.folding = folding;
  }

  /** Reads a text; what the object said of the one before is gone. */
  public TextScan read(String text) {
    length = text.length();
    if (chars.length < length || (chars.length > KEPT_BUFFER && length < KEPT_BUFFER)) {
      chars = new char[Math.max(1 << 12, length)];
    }
    text.getChars(0, length, chars, 0);
    words = 0;
    tokens = 0;
    wordLetters = 0;
    alphabetic = 0;
    hashSigns = 0;
    ellipses = 0;
    stopWords = 0;
    kept = 0;
    keptEnd = 0;
    letters[0] = 0;
    splitter.split(chars, length, this);
    lines.read(chars, length);
    characters = length - lines.lowSurrogates();
    return this;
  }

  @Override
  public void token(int start, int end) {
    long hash = TextHash.SEED;
    long lower = TextHash.SEED;
    int types = 0;
    int inWords = 0;
    int low = 0;
    int stops = 0;
    for (int i = start; i < end; i++) {
      char c = chars[i];
      int type = CharClass.of(c);
      if (Character.isHighSurrogate(c) && CharClass.isPair(chars, i, end)) {
        type = CharClass.of(chars, i, end);
        hash = TextHash.step(hash, c);
        lower = TextHash.step(lower, c);
        low++;
        c = chars[++i];
      }
      types |= type;
      inWords |= ~type & CharClass.MARK;
      hash = TextHash.step(hash, c);
      if (folding) {
        lower = TextHash.step(lower, CharClass.lower(c));
      }
      if (c == '.') {
        stops++;
        ellipses += stops % 3 == 0 ? 1 : 0;
      } else {
        stops = 0;
        hashSigns += c == '#' ? 1 : 0;
        ellipses += c == '\u2026' ? 1 : 0;
      }
    }
    int size = end - start - low;
    tokens++;
    if (inWords != 0) {
      words++;
      wordLetters += size;
    }
    if ((types & CharClass.LETTER) != 0) {
      alphabetic++;
    }
    long finished = TextHash.finish(hash);
    if (size >= 2 && size <= 4) {
      stopWord(finished, size);
    }
    keep(finished, lower, size, end);
  }

  private void keep(long hash, long lower, int size, int end) {
    if (kept == LARGEST) {
      return;
    }
    if (kept == hashes.length) {
      hashes = Arrays.copyOf(hashes, 2 * kept);
      letters = Arrays.copyOf(letters, 2 * kept + 1);
    }
    if (folding) {
      if (folded.length < hashes.length) {
        folded = Arrays.copyOf(folded, hashes.length);
      }
      folded[kept] = TextHash.finish(lower);
    }
    hashes[kept] = hash;
    letters[kept + 1] = letters[kept] + size;
    kept++;
    keptEnd = end;
  }

  private void stopWord(long hash, int size) {
    long[] same = STOP_HASHES[size];
    for (int i = 0; i < same.length; i++) {
      if (same[i] == hash) {
        stopWords |= 1 << (8 * (size - 2) + i);
      }
    }
  }

  private static long[][] stopHashes() {
    long[][] hashes = new long[5][];
    for (int size = 0; size < hashes.length; size++) {
      int wanted = size;
      hashes[size] =
          STOP_WORDS.stream()
              .filter(w -> w.length() == wanted)
              .mapToLong(TextHash::of)
              .sorted()
              .toArray();
    }
    return hashes;
  }

  /** Number of words. */
  public long words() {
    return words;
  }

  /** Number of tokens. */
  public long tokens() {
    return tokens;
  }

  /** Characters (code points) per word; 0 without words. */
  public double meanWordLength() {
    return words == 0 ? 0 : (double) wordLetters / words;
  }

  /** Tokens with at least one letter. */
  public long alphabeticTokens() {
    return alphabetic;
  }

  /** Number of {@code #}. */
  public long hashSigns() {
    return hashSigns;
  }

  /** Number of {@code ...} and {@code …}. */
  public long ellipses() {
    return ellipses;
  }

  /** How many different ones of {@link #STOP_WORDS} the text has, in small letters. */
  public int stopWords() {
    return Integer.bitCount(stopWords);
  }

  /** Characters (code points) of the text. */
  public int characters() {
    return characters;
  }

  /** The lines. */
  public LineTable lines() {
    return lines;
  }

  /** Tokens that are kept: all, or the first {@link #LARGEST}. */
  public int keptTokens() {
    return kept;
  }

  /** Characters of the part of the text that the kept tokens stand in. */
  public int keptCharacters() {
    return kept < tokens() ? keptEnd - surrogatesBefore(keptEnd) : characters;
  }

  private int surrogatesBefore(int end) {
    int count = 0;
    for (int i = 0; i < end; i++) {
      count += Character.isLowSurrogate(chars[i]) ? 1 : 0;
    }
    return count;
  }

  /** The hash of a kept token. */
  public long hash(int token) {
    return hashes[token];
  }

  /** The hash of a kept token in lower case; only of a scan that folds. */
  public long foldedHash(int token) {
    return folded[token];
  }

  /** Characters of the kept tokens before this one, spaces left out. */
  public int lettersBefore(int token) {
    return letters[token];
  }

  /** A table to count in, for the filter at work. */
  GramTable table() {
    return table;
  }

  /** The text as it was read, of {@link #length()} code units; not to be changed. */
  char[] buffer() {
    return chars;
  }

  /** Length of the text in code units. */
  int length() {
    return length;
  }
}
