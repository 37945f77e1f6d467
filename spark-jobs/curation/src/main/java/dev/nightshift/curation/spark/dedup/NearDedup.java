package dev.nightshift.curation.spark.dedup;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import dev.nightshift.curation.dedup.BucketPairs;
import dev.nightshift.curation.dedup.BucketPairs.Pass;
import dev.nightshift.curation.dedup.KeepRule;
import dev.nightshift.curation.dedup.NearClusters;
import dev.nightshift.curation.dedup.NearSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Finds near-duplicates: rows are joined whose shingles have a Jaccard similarity of at least the
 * threshold and that share a band of their signatures; clusters are the connected components.
 *
 * <p>Every step is a function of sets: rows are numbered by arrival, buckets are walked in that
 * order, and components are named by their smallest number. So the outcome depends neither on
 * partitions nor on the order of the input. Work is linear in the rows: copies are folded before
 * buckets are made, and {@link dev.nightshift.curation.dedup.BucketPairs} bounds the comparisons of
 * a row.
 *
 * <p>With history, tonight's rows are joined to its clusters. Two clusters of history that a fresh
 * row joins are merged under the older one; what each kept stays kept.
 */
final class NearDedup {

  private static final long ENTRIES_ON_DRIVER = 300_000;

  /** Most bytes of sketches that are compared on the driver. */
  static final long BYTES_ON_DRIVER = 64L << 20;

  private final NearSettings settings;
  private final ComponentFinder finder;
  private final long onDriver;

  /**
   * Deduplication that does small work on the driver.
   *
   * @param onDriver most entries of buckets that are compared there
   */
  NearDedup(NearSettings settings, ComponentFinder finder, long onDriver) {
    this.settings = settings;
    this.finder = finder;
    this.onDriver = onDriver;
  }

  NearDedup(NearSettings settings) {
    this(settings, new ComponentFinder(ComponentFinder.ON_DRIVER), ENTRIES_ON_DRIVER);
  }

  /**
   * Decides on fresh rows.
   *
   * @param rows row_id (unique), ingested_at, weight (the largest of a cluster stays, where the
   *     rule does not go by age) and text
   * @param arrivals row_id and ingested_at, where the rows leave it empty; else null
   * @param history rows of earlier nights
   * @param held keeps what the outcome needs
   */
  NearOutcome decide(
      Dataset<Row> rows, @Nullable Dataset<Row> arrivals, History history, Held held) {
    Dataset<Row> sketched = held.hold(Sketches.of(rows, settings));
    Dataset<Row> timed = arrivals == null ? sketched : timed(sketched, arrivals);
    if (onDriver > 0) {
      NearOutcome small = new SmallNight(settings, history, onDriver).decide(timed);
      if (small != null) {
        return small;
      }
    }
    Dataset<Row> folded = held.hold(Sketches.folded(Sketches.numbered(timed, history.next())));

    Dataset<Row> own = held.hold(Buckets.entries(folded.where(length(col(Names.BANDS)).gt(0))));
    Dataset<Row> crowded = held.hold(Buckets.crowded(own.union(history.entries(own))));
    SketchPairs measure =
        new SketchPairs(
            folded
                .where(col(Names.NODE).equalTo(col(Names.ORDINAL)))
                .select(Names.ORDINAL, Names.SKETCH),
            history);

    Found found = found(crowded, measure, history, held);
    Dataset<Row> all = found.labels();

    Dataset<Row> decisions = held.hold(decisions(folded, all, history, measure, held));
    Dataset<Row> merges =
        held.hold(
            all.where(
                    col(Names.ID).lt(history.next()).and(col(Names.ID).notEqual(col(Names.LABEL))))
                .select(col(Names.ID).as("from_cluster"), col(Names.LABEL).as("into_cluster")));
    return new NearOutcome(
        decisions,
        folded.select(Names.ORDINAL, Names.BANDS, Names.SKETCH),
        merges,
        found.compared(),
        found.skipped());
  }

  /** The components of the rows in buckets, and how much was compared to find them. */
  private record Found(Dataset<Row> labels, long compared, long skipped) {}

  private Found found(Dataset<Row> crowded, SketchPairs measure, History history, Held held) {
    if (crowded.count() <= onDriver) {
      Dataset<Row> ids = held.hold(crowded.select(col(Names.ORDINAL).as(Names.ID)).distinct());
      Dataset<Row> sketches = held.hold(measure.sketches(ids));
      Row bytes = sketches.agg(sum(length(col(Names.SKETCH)))).first();
      if (bytes.isNullAt(0) || bytes.getLong(0) <= BYTES_ON_DRIVER) {
        return onDriver(crowded, sketches, history);
      }
    }
    return onWorkers(crowded, measure, history, held);
  }

  /**
   * A small night needs no exchange between workers: its rows are compared where they are joined.
   */
  private Found onDriver(Dataset<Row> crowded, Dataset<Row> sketches, History history) {
    // Each bucket lies in one partition, in order, and so it is collected.
    List<BucketPairs.Member> members = new ArrayList<>();
    for (Row row : crowded.collectAsList()) {
      members.add(new BucketPairs.Member(row.getLong(0), row.getLong(1), row.getLong(2)));
    }
    Map<Long, byte[]> bySketch = new HashMap<>();
    for (Row row : sketches.collectAsList()) {
      bySketch.put(row.getLong(0), (byte[]) row.get(1));
    }
    NearClusters clusters =
        NearClusters.of(members, bySketch, settings.threshold(), history.next());
    return new Found(
        ComponentFinder.rows(crowded.sparkSession(), clusters.components()),
        clusters.compared(),
        clusters.skipped());
  }

  private Found onWorkers(Dataset<Row> crowded, SketchPairs measure, History history, Held held) {
    Dataset<Row> leaders = held.hold(Buckets.pairs(crowded, Pass.LEADERS, history.next()));
    Dataset<Row> first = alike(measure, leaders, held);
    Dataset<Row> labels = held.hold(finder.labels(ends(first)));
    Dataset<Row> neighbours =
        held.hold(
            Buckets.pairs(Buckets.relabelled(crowded, labels), Pass.NEIGHBOURS, history.next()));
    Dataset<Row> second = alike(measure, neighbours.where(col(Names.ONE).geq(0)), held);
    Dataset<Row> all = held.hold(finder.labels(ends(first).union(ends(second))));
    long skipped = neighbours.where(col(Names.ONE).lt(0)).select(Names.OTHER).distinct().count();
    long compared = leaders.count() + neighbours.where(col(Names.ONE).geq(0)).count();
    return new Found(all, compared, skipped);
  }

  /** Moves sketches to the arrivals, not texts. */
  private static Dataset<Row> timed(Dataset<Row> sketched, Dataset<Row> arrivals) {
    Dataset<Row> plain = sketched.drop(Names.INGESTED);
    Dataset<Row> when =
        arrivals.select(Names.ROW_ID, Names.INGESTED).toDF("arrived", Names.INGESTED);
    return plain
        .join(when, plain.col(Names.ROW_ID).equalTo(when.col("arrived")), "left")
        .drop("arrived");
  }

  private Dataset<Row> alike(SketchPairs measure, Dataset<Row> pairs, Held held) {
    return held.hold(
        measure.measured(pairs, held).where(col(Names.SIMILARITY).geq(settings.threshold())));
  }

  private static Dataset<Row> ends(Dataset<Row> edges) {
    return edges.select(Names.ONE_COMPONENT, Names.OTHER_COMPONENT);
  }

  private Dataset<Row> decisions(
      Dataset<Row> folded, Dataset<Row> labels, History history, SketchPairs measure, Held held) {
    Dataset<Row> rows = folded.select(Names.ORDINAL, Names.ROW_ID, Names.WEIGHT, Names.NODE);
    Dataset<Row> placed =
        held.hold(
            rows.join(labels, col(Names.NODE).equalTo(col(Names.ID)), "left")
                .select(
                    col(Names.ORDINAL),
                    col(Names.ROW_ID),
                    col(Names.WEIGHT),
                    col(Names.NODE),
                    coalesce(col(Names.LABEL), col(Names.NODE)).as(Names.CLUSTER)));
    Dataset<Row> old =
        held.hold(
            placed
                .where(col(Names.CLUSTER).lt(history.next()))
                .select(col(Names.CLUSTER).as(Names.ID))
                .distinct());
    Dataset<Row> chosen = withKeeper(placed, old, history, held);
    Dataset<Row> similar = held.hold(withSimilarity(chosen, measure, held));
    return named(similar, old, history);
  }

  /** Adds whether a row is kept, and the node of the row that its cluster keeps. */
  private Dataset<Row> withKeeper(
      Dataset<Row> placed, Dataset<Row> old, History history, Held held) {
    if (settings.keep() == KeepRule.OLDEST) {
      return placed
          .withColumn(Names.KEPT, col(Names.ORDINAL).equalTo(col(Names.CLUSTER)))
          .withColumn("keeper", col(Names.CLUSTER));
    }
    Dataset<Row> keepers =
        placed
            .groupBy(col(Names.CLUSTER).as("keeper_cluster"))
            .agg(
                expr("max(named_struct('weight', weight, 'back', -ordinal, 'node', node))")
                    .as("best"))
            .select(
                col("keeper_cluster"),
                col("best.back").multiply(-1).as("keeper_ordinal"),
                col("best.node").as("keeper"));
    if (!history.isEmpty()) {
      Dataset<Row> before =
          held.hold(
              history
                  .keepers(old)
                  .select(
                      col(Names.CLUSTER).as("keeper_cluster"),
                      lit(-1L).as("keeper_ordinal"),
                      col(Names.NODE).as("keeper")));
      // A cluster whose kept row is no longer in the index keeps one of tonight's.
      Dataset<Row> known = before.select(col("keeper_cluster").as("known"));
      keepers =
          keepers
              .join(known, col("keeper_cluster").equalTo(col("known")), "left_anti")
              .union(before);
    }
    return placed
        .join(keepers, col(Names.CLUSTER).equalTo(col("keeper_cluster")))
        .withColumn(Names.KEPT, col(Names.ORDINAL).equalTo(col("keeper_ordinal")))
        .drop("keeper_cluster", "keeper_ordinal");
  }

  /** Adds the true similarity to the kept row: 1 for that row and for its copies. */
  private static Dataset<Row> withSimilarity(Dataset<Row> chosen, SketchPairs measure, Held held) {
    Dataset<Row> pairs =
        held.hold(
            chosen
                .where(col("keeper").notEqual(col(Names.NODE)))
                .select(col("keeper").as(Names.ONE), col(Names.NODE).as(Names.OTHER))
                .distinct());
    Dataset<Row> measured =
        measure
            .measured(pairs, held)
            .select(col(Names.OTHER), col(Names.SIMILARITY).as("measured"));
    return chosen
        .join(measured, col(Names.NODE).equalTo(col(Names.OTHER)), "left")
        .withColumn(Names.SIMILARITY, coalesce(col("measured"), lit(1.0)))
        .drop("measured", Names.OTHER, "keeper", Names.WEIGHT);
  }

  /** Adds the name of each cluster: the row id of its oldest row. */
  private static Dataset<Row> named(Dataset<Row> rows, Dataset<Row> old, History history) {
    Dataset<Row> members = rows.where(col(Names.CLUSTER).notEqual(col(Names.ORDINAL)));
    Dataset<Row> names =
        rows.select(col(Names.ORDINAL).as("named"), col(Names.ROW_ID).as("name"))
            .join(
                members.select(col(Names.CLUSTER).as("wanted")).distinct(),
                col("named").equalTo(col("wanted")),
                "leftsemi");
    if (!history.isEmpty()) {
      names = names.union(history.names(old).toDF("named", "name"));
    }
    return rows.join(names, col(Names.CLUSTER).equalTo(col("named")), "left")
        .select(
            col(Names.ROW_ID),
            col(Names.ORDINAL),
            col(Names.NODE),
            col(Names.CLUSTER),
            coalesce(col("name"), col(Names.ROW_ID)).as(Names.CLUSTER_ID),
            col(Names.KEPT),
            col(Names.SIMILARITY));
  }

  /** The rows with their sketches, as an index stores them, without the settings. */
  static Dataset<Row> indexed(NearOutcome outcome) {
    // Both come from one data set: new names tell their columns apart.
    Dataset<Row> sketches = outcome.sketches().toDF("sketched", Names.BANDS, Names.SKETCH);
    return outcome
        .decisions()
        .join(sketches, col(Names.ORDINAL).equalTo(col("sketched")))
        .drop("sketched")
        .repartitionByRange(col(Names.ORDINAL))
        .sortWithinPartitions(Names.ORDINAL);
  }
}
