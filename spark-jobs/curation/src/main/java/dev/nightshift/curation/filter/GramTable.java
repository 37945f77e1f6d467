package dev.nightshift.curation.filter;

import java.util.Arrays;

/** Counts 64-bit hashes: open addressing with linear probing, at most half full. */
final class GramTable {

  private long[] keys = new long[1 << 10];
  private int[] counts = new int[1 << 10];
  private int mask = keys.length - 1;

  /** Empties the table and makes room for that many different hashes. */
  void clear(int expected) {
    int wanted = Integer.highestOneBit(Math.max(16, expected)) << 2;
    if (wanted > keys.length) {
      keys = new long[wanted];
      counts = new int[wanted];
    } else {
      Arrays.fill(keys, 0, wanted, 0);
    }
    mask = wanted - 1;
  }

  /** Counts a hash that is not 0; gives how often it has been counted now. */
  int add(long hash) {
    int slot = (int) hash & mask;
    while (true) {
      long there = keys[slot];
      if (there == hash) {
        return ++counts[slot];
      }
      if (there == 0) {
        keys[slot] = hash;
        counts[slot] = 1;
        return 1;
      }
      slot = (slot + 1) & mask;
    }
  }

  /** Counts a hash if it is new; gives whether it was there before. */
  boolean seen(long hash) {
    int slot = (int) hash & mask;
    while (true) {
      long there = keys[slot];
      if (there == hash) {
        return true;
      }
      if (there == 0) {
        keys[slot] = hash;
        counts[slot] = 1;
        return false;
      }
      slot = (slot + 1) & mask;
    }
  }
}
