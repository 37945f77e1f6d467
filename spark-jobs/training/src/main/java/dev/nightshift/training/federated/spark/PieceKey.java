package dev.nightshift.training.federated.spark;

import java.io.Serializable;
import java.util.Comparator;

/**
 * Where a piece belongs.
 *
 * @param block number of the block of coordinates; {@link #REPORTS} for what is told of clients
 * @param slot first slot that the piece covers
 */
record PieceKey(int block, long slot) implements Serializable, Comparable<PieceKey> {

  static final int REPORTS = -1;

  private static final Comparator<PieceKey> ORDER =
      Comparator.comparingInt(PieceKey::block).thenComparingLong(PieceKey::slot);

  @Override
  public int compareTo(PieceKey other) {
    return ORDER.compare(this, other);
  }
}
