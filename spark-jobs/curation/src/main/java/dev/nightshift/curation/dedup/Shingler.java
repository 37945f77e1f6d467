package dev.nightshift.curation.dedup;

import dev.nightshift.curation.text.Letters;
import dev.nightshift.curation.text.Mix;
import dev.nightshift.curation.text.TextHash;
import java.text.Normalizer;
import java.util.stream.LongStream;

/**
 * Turns a text into the hashes of its n-grams (shingles; Broder 1997, "On the resemblance and
 * containment of documents").
 *
 * <p>The text is normalised first: compatible characters made one (NFKC), lower case, and
 * everything that is no letter, digit or mark only parts words. That is what datatrove's
 * normalisation does to case, punctuation and white space; unlike it, digits and diacritics stay as
 * they are. A text with fewer units than n has one shingle, of all of them; a text without any has
 * none.
 *
 * <p>A unit's hash is 64 bits wide (FNV-1a over its code points, mixed). A shingle's is a
 * polynomial in the hashes of its units, carried on from shingle to shingle and mixed, of which the
 * upper 32 bits are given out. Time is linear in the text, memory does not depend on it: NFKC is
 * applied to pieces that start at an ASCII character, which never joins with what stands before it,
 * or, where there is none, of {@value #PIECE} characters.
 *
 * <p>Not safe for use by several threads; made once, used for many texts.
 */
public final class Shingler {

  /** Takes shingles, a block at a time. */
  public interface Sink {
    /** Takes the first {@code size} elements of a block, which may be changed and is used again. */
    void take(int[] block, int size);
  }

  private static final int PIECE = 2048;
  private static final int BLOCK = 1024;
  private static final long BASE = 0x9E3779B97F4A7C15L;

  /** The mixed hashes of ASCII characters, for n-grams of characters. */
  private static final long[] MIXED = LongStream.range(0, 128).map(Mix::of).toArray();

  private final boolean characters;
  private final int length;
  private final long top;
  private final long[] ring;
  private final char[] piece = new char[PIECE];
  private final int[] block = new int[BLOCK];
  private int blockSize;
  private int slot;
  private long units;
  private long rolling;
  private long word;
  private boolean inWord;

  /**
   * A shingler.
   *
   * @param unit what an n-gram is made of
   * @param length n, at least 1
   */
  public Shingler(TextUnit unit, int length) {
    if (length < 1) {
      throw new IllegalArgumentException("an n-gram has at least one unit, not " + length);
    }
    this.characters = unit == TextUnit.CHAR;
    this.length = length;
    this.ring = new long[length];
    long power = 1;
    for (int i = 1; i < length; i++) {
      power *= BASE;
    }
    this.top = power;
  }

  /** Hands all shingles of a text to a sink, in their order, repetitions included. */
  public void shingle(String text, Sink sink) {
    slot = 0;
    units = 0;
    rolling = 0;
    word = TextHash.SEED;
    inWord = false;
    blockSize = 0;
    for (int from = 0; from < text.length(); ) {
      int to = pieceEnd(text, from);
      int size = to - from;
      text.getChars(from, to, piece, 0);
      int bits = 0;
      for (int i = 0; i < size; i++) {
        bits |= piece[i];
      }
      if (bits < 0x80) {
        ascii(size, sink);
      } else {
        any(Normalizer.normalize(text.substring(from, to), Normalizer.Form.NFKC), sink);
      }
      from = to;
    }
    gap(sink);
    if (units > 0 && units < length) {
      emit(rolling, sink);
    }
    if (blockSize > 0) {
      sink.take(block, blockSize);
    }
  }

  private static int pieceEnd(String text, int from) {
    if (text.length() - from <= PIECE) {
      return text.length();
    }
    int end = from + PIECE;
    int cut = end;
    while (cut > from && text.charAt(cut) >= 0x80) {
      cut--;
    }
    if (cut > from) {
      return cut;
    }
    return Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
  }

  private void ascii(int size, Sink sink) {
    for (int i = 0; i < size; i++) {
      int letter = Letters.ofAscii(piece[i]);
      if (letter != 0) {
        letter(letter, sink);
      } else {
        gap(sink);
      }
    }
  }

  private void any(String normal, Sink sink) {
    for (int i = 0; i < normal.length(); ) {
      int codePoint = normal.codePointAt(i);
      i += Character.charCount(codePoint);
      if (!Letters.isPart(codePoint)) {
        gap(sink);
        continue;
      }
      boolean alone = Letters.isWord(codePoint);
      if (alone) {
        gap(sink);
      }
      letter(Character.toLowerCase(codePoint), sink);
      if (alone) {
        gap(sink);
      }
    }
  }

  private void letter(int codePoint, Sink sink) {
    if (characters) {
      if (!inWord && units > 0) {
        unit(MIXED[' '], sink);
      }
      unit(codePoint < 128 ? MIXED[codePoint] : Mix.of(codePoint), sink);
    } else {
      word = TextHash.step(word, codePoint);
    }
    inWord = true;
  }

  private void gap(Sink sink) {
    if (inWord) {
      inWord = false;
      if (!characters) {
        long hash = Mix.of(word);
        word = TextHash.SEED;
        unit(hash, sink);
      }
    }
  }

  private void unit(long hash, Sink sink) {
    long leaving = units < length ? 0 : ring[slot];
    rolling = (rolling - leaving * top) * BASE + hash;
    ring[slot] = hash;
    slot = slot + 1 == length ? 0 : slot + 1;
    units++;
    if (units >= length) {
      emit(rolling, sink);
    }
  }

  private void emit(long hash, Sink sink) {
    block[blockSize++] = (int) (Mix.of(hash) >>> 32);
    if (blockSize == BLOCK) {
      sink.take(block, BLOCK);
      blockSize = 0;
    }
  }
}
