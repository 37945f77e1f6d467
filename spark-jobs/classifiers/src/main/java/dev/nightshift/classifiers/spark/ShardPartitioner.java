package dev.nightshift.classifiers.spark;

import org.apache.spark.Partitioner;

/**
 * Puts a digest into one of a fixed number of shards, so that what a shard holds depends on the
 * rows alone: not on the files, the executors, or the order of reading.
 */
final class ShardPartitioner extends Partitioner {

  private static final long serialVersionUID = 1L;

  private final int shards;

  ShardPartitioner(int shards) {
    this.shards = shards;
  }

  @Override
  public int numPartitions() {
    return shards;
  }

  @Override
  public int getPartition(Object key) {
    long first = Long.parseUnsignedLong(((String) key).substring(0, 16), 16);
    return (int) Long.remainderUnsigned(first, shards);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ShardPartitioner that && that.shards == shards;
  }

  @Override
  public int hashCode() {
    return shards;
  }
}
