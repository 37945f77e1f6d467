package dev.nightshift.curation.dedup;

import java.util.Arrays;

/**
 * Sorts numbers by three passes over their digits of 11 bits, from the lowest up (LSD radix sort):
 * linear, where a comparison sort of some thousand numbers that look random costs several times as
 * much. Not safe for use by several threads.
 */
final class IntSorter {

  private static final int SHORT = 384;
  private static final int BITS = 11;
  private static final int DIGITS = 1 << BITS;
  private static final int MASK = DIGITS - 1;

  private final int[] spare;
  private final int[] low = new int[DIGITS];
  private final int[] middle = new int[DIGITS];
  private final int[] high = new int[DIGITS];

  /** A sorter of at most so many numbers. */
  IntSorter(int most) {
    this.spare = new int[most];
  }

  /** Puts the first {@code size} numbers into rising order, with their sign. */
  void sort(int[] numbers, int size) {
    if (size < SHORT) {
      Arrays.sort(numbers, 0, size);
      return;
    }
    Arrays.fill(low, 0);
    Arrays.fill(middle, 0);
    Arrays.fill(high, 0);
    for (int i = 0; i < size; i++) {
      int number = numbers[i];
      low[number & MASK]++;
      middle[number >>> BITS & MASK]++;
      high[top(number)]++;
    }
    toStarts(low);
    toStarts(middle);
    toStarts(high);
    for (int i = 0; i < size; i++) {
      int number = numbers[i];
      spare[low[number & MASK]++] = number;
    }
    for (int i = 0; i < size; i++) {
      int number = spare[i];
      numbers[middle[number >>> BITS & MASK]++] = number;
    }
    for (int i = 0; i < size; i++) {
      int number = numbers[i];
      spare[high[top(number)]++] = number;
    }
    System.arraycopy(spare, 0, numbers, 0, size);
  }

  /** The upper ten bits, negative numbers first. */
  private static int top(int number) {
    return (number ^ Integer.MIN_VALUE) >>> (2 * BITS);
  }

  private static void toStarts(int[] counts) {
    int start = 0;
    for (int i = 0; i < counts.length; i++) {
      int count = counts[i];
      counts[i] = start;
      start += count;
    }
  }
}
