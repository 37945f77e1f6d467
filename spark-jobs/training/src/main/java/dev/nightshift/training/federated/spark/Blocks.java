package dev.nightshift.training.federated.spark;

import java.util.Arrays;
import org.apache.spark.Partitioner;

/**
 * Deals blocks of coordinates to reducers, neighbouring blocks together, so that reducers in their
 * order hold the blocks in theirs. Reports go to the first.
 */
final class Blocks extends Partitioner {

  private static final long serialVersionUID = 1L;

  /** Numbers of a block: a thousand clients' pieces of one are 64 MiB. */
  static final int LENGTH = 16_384;

  private final int blocks;
  private final int reducers;

  /**
   * A division.
   *
   * @param length numbers of a vector
   * @param reducers the greatest number of reducers
   */
  Blocks(int length, int reducers) {
    this.blocks = count(length);
    this.reducers = Math.max(1, Math.min(reducers, blocks));
  }

  static int count(int length) {
    return Math.max(1, (length + LENGTH - 1) / LENGTH);
  }

  static float[] of(float[] vector, int block) {
    return Arrays.copyOfRange(
        vector, block * LENGTH, Math.min(vector.length, (block + 1) * LENGTH));
  }

  static int[] of(int[] vector, int block) {
    return Arrays.copyOfRange(
        vector, block * LENGTH, Math.min(vector.length, (block + 1) * LENGTH));
  }

  @Override
  public int numPartitions() {
    return reducers;
  }

  @Override
  public int getPartition(Object key) {
    int block = Math.max(0, ((PieceKey) key).block());
    return (int) ((long) block * reducers / blocks);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Blocks that && that.blocks == blocks && that.reducers == reducers;
  }

  @Override
  public int hashCode() {
    return 31 * blocks + reducers;
  }
}
