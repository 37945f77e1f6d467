package dev.nightshift.classifiers.spark;

import dev.nightshift.classifiers.feature.FeatureSettings;
import dev.nightshift.classifiers.feature.TextFeatures;
import dev.nightshift.schema.random.CounterRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Labelled rows in their shards. Within a shard they are ordered by digest. The split is drawn from
 * (seed, digest), so a text is on the same side wherever it stands.
 */
final class TrainingRows implements AutoCloseable {

  private final JavaRDD<LabelledRow> all;
  private final List<ShardTally> shards;

  private TrainingRows(JavaRDD<LabelledRow> all, List<ShardTally> shards) {
    this.all = all;
    this.shards = shards;
  }

  /**
   * Lays out texts in shards; equal texts become one row, and texts with both labels are left out.
   *
   * @param shards fixed number of logical shards
   * @param heldOutShare share of the texts that is kept for evaluation
   */
  static TrainingRows of(
      JavaRDD<LabelledText> texts,
      FeatureSettings settings,
      int shards,
      double heldOutShare,
      long seed) {
    JavaRDD<LabelledText> merged =
        texts
            .mapToPair(text -> new Tuple2<>(text.docId(), text))
            .reduceByKey(new ShardPartitioner(shards), LabelledText::merge)
            .values()
            .mapPartitions(part -> sorted(part).iterator(), true)
            .persist(StorageLevel.MEMORY_AND_DISK());
    JavaRDD<LabelledRow> rows =
        merged
            .filter(text -> !text.contradictory())
            .map(
                text ->
                    new LabelledRow(
                        text.docId(),
                        TextFeatures.of(text.text(), settings),
                        text.good(),
                        isHeldOut(text.docId(), seed, heldOutShare)))
            .persist(StorageLevel.MEMORY_AND_DISK());
    List<ShardTally> tallies =
        merged
            .mapPartitions(
                part ->
                    List.of(
                            ShardTally.of(
                                sorted(part), text -> isHeldOut(text.docId(), seed, heldOutShare)))
                        .iterator())
            .collect();
    rows.count();
    merged.unpersist();
    return new TrainingRows(rows, tallies);
  }

  private static List<LabelledText> sorted(Iterator<LabelledText> part) {
    List<LabelledText> list = new ArrayList<>();
    part.forEachRemaining(list::add);
    list.sort(Comparator.comparing(LabelledText::docId));
    return list;
  }

  private static boolean isHeldOut(String docId, long seed, double share) {
    return CounterRandom.of(seed, "classifier-held-out", docId).nextDouble() < share;
  }

  /** Rows to train on, one partition a shard. */
  JavaRDD<LabelledRow> trained() {
    return all.filter(row -> !row.heldOut());
  }

  /** Rows to evaluate on. */
  JavaRDD<LabelledRow> heldOut() {
    return all.filter(LabelledRow::heldOut);
  }

  /** What all shards hold together. */
  ShardTally total() {
    return shards.stream().reduce(new ShardTally(0, 0, 0, 0, 0, 0), ShardTally::plus);
  }

  /** Texts to train on in the largest shard. */
  long largestShard() {
    return shards.stream().mapToLong(ShardTally::trained).max().orElse(0);
  }

  /** Lets go of the cached rows. */
  @Override
  public void close() {
    all.unpersist();
  }
}
