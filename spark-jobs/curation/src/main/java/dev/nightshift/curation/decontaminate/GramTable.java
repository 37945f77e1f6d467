package dev.nightshift.curation.decontaminate;

import java.io.Serializable;
import java.util.Arrays;

/**
 * N-grams of one length, sorted, with the items that have them; in front of it a bit filter that
 * answers nearly all questions for n-grams that no item has.
 */
final class GramTable implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final int BITS_A_GRAM = 16;

  private final long[] grams;
  private final int[] items;
  private final long[] filter;
  private final int shift;

  private GramTable(long[] grams, int[] items) {
    this.grams = grams;
    this.items = items;
    int logBits = 64 - Long.numberOfLeadingZeros(Math.max(64, (long) grams.length * BITS_A_GRAM));
    this.filter = new long[1 << (logBits - 6)];
    this.shift = 64 - logBits;
    for (long gram : grams) {
      long bit = gram >>> shift;
      filter[(int) (bit >>> 6)] |= 1L << bit;
    }
  }

  /** The n-grams of the items whose length is that. */
  static GramTable of(long[][] gramsOfItem, int[] lengthOfItem, int length) {
    int size = 0;
    for (int i = 0; i < gramsOfItem.length; i++) {
      size += lengthOfItem[i] == length ? gramsOfItem[i].length : 0;
    }
    long[][] pairs = new long[size][];
    int at = 0;
    for (int i = 0; i < gramsOfItem.length; i++) {
      if (lengthOfItem[i] == length) {
        for (long gram : gramsOfItem[i]) {
          pairs[at++] = new long[] {gram, i};
        }
      }
    }
    Arrays.sort(
        pairs, (a, b) -> a[0] == b[0] ? Long.compare(a[1], b[1]) : Long.compare(a[0], b[0]));
    long[] grams = new long[size];
    int[] items = new int[size];
    for (int k = 0; k < size; k++) {
      grams[k] = pairs[k][0];
      items[k] = (int) pairs[k][1];
    }
    return new GramTable(grams, items);
  }

  int size() {
    return grams.length;
  }

  long gram(int at) {
    return grams[at];
  }

  int item(int at) {
    return items[at];
  }

  /** The first place of an n-gram; negative where no item has it. */
  int first(long gram) {
    long bit = gram >>> shift;
    if ((filter[(int) (bit >>> 6)] & 1L << bit) == 0) {
      return -1;
    }
    int at = Arrays.binarySearch(grams, gram);
    while (at > 0 && grams[at - 1] == gram) {
      at--;
    }
    return at;
  }
}
