package dev.nightshift.classifiers.spark;

import java.io.Serializable;
import java.util.List;
import java.util.function.Predicate;

/**
 * What one shard, or all of them, hold.
 *
 * @param read rows as they were read, copies included
 * @param contradictory texts with both labels
 * @param trained texts to train on
 * @param trainedGood good texts among them
 * @param heldOut texts to evaluate on
 * @param heldOutGood good texts among them
 */
record ShardTally(
    long read, long contradictory, long trained, long trainedGood, long heldOut, long heldOutGood)
    implements Serializable {

  /** Counts one shard. */
  static ShardTally of(List<LabelledText> texts, Predicate<LabelledText> isHeldOut) {
    long read = 0;
    long contradictory = 0;
    long[] all = new long[2];
    long[] good = new long[2];
    for (LabelledText text : texts) {
      read += text.copies();
      if (text.contradictory()) {
        contradictory++;
      } else {
        int side = isHeldOut.test(text) ? 1 : 0;
        all[side]++;
        good[side] += text.good() ? 1 : 0;
      }
    }
    return new ShardTally(read, contradictory, all[0], good[0], all[1], good[1]);
  }

  /** Both together. */
  ShardTally plus(ShardTally other) {
    return new ShardTally(
        read + other.read,
        contradictory + other.contradictory,
        trained + other.trained,
        trainedGood + other.trainedGood,
        heldOut + other.heldOut,
        heldOutGood + other.heldOutGood);
  }
}
