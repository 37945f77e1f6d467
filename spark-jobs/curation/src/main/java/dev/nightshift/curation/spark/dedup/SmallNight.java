package dev.nightshift.curation.spark.dedup;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import dev.nightshift.curation.dedup.BandKeys;
import dev.nightshift.curation.dedup.BucketPairs.Member;
import dev.nightshift.curation.dedup.Components;
import dev.nightshift.curation.dedup.CrowdedBuckets;
import dev.nightshift.curation.dedup.KeepRule;
import dev.nightshift.curation.dedup.NearClusters;
import dev.nightshift.curation.dedup.NearSettings;
import dev.nightshift.curation.dedup.ShingleSketch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.sketch.BloomFilter;
import org.jspecify.annotations.Nullable;

/**
 * A night whose sketches the driver can hold. What {@link NearDedup} does by exchanges between
 * workers is done in memory, with the same outcome: the workers sketch tonight's texts, look once
 * through the band keys of history, and read the rows of it that are compared.
 */
final class SmallNight {

  private static final StructType DECIDED =
      new StructType()
          .add(Names.ROW_ID, DataTypes.StringType, false)
          .add(Names.ORDINAL, DataTypes.LongType, false)
          .add(Names.NODE, DataTypes.LongType, false)
          .add(Names.CLUSTER, DataTypes.LongType, false)
          .add(Names.CLUSTER_ID, DataTypes.StringType, false)
          .add(Names.KEPT, DataTypes.BooleanType, false)
          .add(Names.SIMILARITY, DataTypes.DoubleType, false);
  private static final StructType SKETCHES =
      new StructType()
          .add(Names.ORDINAL, DataTypes.LongType, false)
          .add(Names.BANDS, DataTypes.BinaryType, false)
          .add(Names.SKETCH, DataTypes.BinaryType, false);
  private static final StructType MERGES =
      new StructType()
          .add("from_cluster", DataTypes.LongType, false)
          .add("into_cluster", DataTypes.LongType, false);
  private static final byte[] NOTHING = new byte[0];

  /** A row of tonight; a copy of one before has its node and neither bands nor sketch. */
  private record Fresh(
      long ordinal, String rowId, double weight, long node, byte[] bands, byte[] sketch) {}

  /** The row that a cluster keeps (-1 where it is of history), and its node. */
  private record Keeper(long ordinal, double weight, long node) {}

  private final NearSettings settings;
  private final History history;
  private final int most;
  private final Map<Long, byte[]> sketches = new HashMap<>();
  private final Map<Long, String> names = new HashMap<>();

  /**
   * A night.
   *
   * @param most most rows, and most entries of buckets
   */
  SmallNight(NearSettings settings, History history, long most) {
    this.settings = settings;
    this.history = history;
    this.most = (int) Math.min(most, 10_000_000);
  }

  /**
   * Decides on rows; null where they are too many.
   *
   * @param sketched row_id, ingested_at, weight, key, bands and sketch
   */
  @Nullable NearOutcome decide(Dataset<Row> sketched) {
    Row size =
        sketched
            .agg(count(lit(1)), sum(length(col(Names.BANDS))), sum(length(col(Names.SKETCH))))
            .first();
    boolean large =
        size.getLong(0) > most
            || (!size.isNullAt(1) && size.getLong(1) / Long.BYTES > most)
            || (!size.isNullAt(2) && size.getLong(2) > NearDedup.BYTES_ON_DRIVER);
    if (large) {
      return null;
    }
    List<Fresh> rows = numbered(sketched);
    List<Member> crowded = crowded(rows);
    if (crowded == null || !readHistory(old(crowded))) {
      return null;
    }
    rows.stream().filter(r -> r.node() == r.ordinal()).forEach(this::know);
    NearClusters clusters =
        NearClusters.of(crowded, sketches, settings.threshold(), history.next());
    Map<Long, Long> labels = new HashMap<>();
    List<Row> merges = new ArrayList<>();
    Components components = clusters.components();
    for (int i = 0; i < components.size(); i++) {
      labels.put(components.node(i), components.label(i));
      if (components.node(i) < history.next() && components.node(i) != components.label(i)) {
        merges.add(RowFactory.create(components.node(i), components.label(i)));
      }
    }
    List<Row> decided = decided(rows, labels, sketched.sparkSession());
    if (decided == null) {
      return null;
    }
    SparkSession spark = sketched.sparkSession();
    List<Row> stored = new ArrayList<>(rows.size());
    rows.forEach(r -> stored.add(RowFactory.create(r.ordinal(), r.bands(), r.sketch())));
    return new NearOutcome(
        dataset(spark, decided, DECIDED),
        dataset(spark, stored, SKETCHES),
        dataset(spark, merges, MERGES),
        clusters.compared(),
        clusters.skipped());
  }

  private void know(Fresh row) {
    sketches.put(row.ordinal(), row.sketch());
  }

  /** Numbers rows by arrival and id, and folds copies, as {@link Sketches} does. */
  private List<Fresh> numbered(Dataset<Row> sketched) {
    List<Row> rows =
        new ArrayList<>(
            sketched
                .select(
                    expr("unix_micros(" + Names.INGESTED + ")"),
                    col(Names.ROW_ID),
                    col(Names.WEIGHT),
                    col(Names.KEY),
                    col(Names.BANDS),
                    col(Names.SKETCH))
                .collectAsList());
    rows.sort(SmallNight::byArrival);
    Map<String, Long> nodes = new HashMap<>();
    List<Fresh> fresh = new ArrayList<>(rows.size());
    for (Row row : rows) {
      long ordinal = history.next() + fresh.size();
      String key = row.getString(3);
      Long first = key.isEmpty() ? null : nodes.putIfAbsent(key, ordinal);
      fresh.add(
          new Fresh(
              ordinal,
              row.getString(1),
              row.getDouble(2),
              first == null ? ordinal : first,
              first == null ? (byte[]) row.get(4) : NOTHING,
              first == null ? (byte[]) row.get(5) : NOTHING));
      names.put(ordinal, row.getString(1));
    }
    return fresh;
  }

  /** As Spark sorts: what has no time first, and ids by their bytes. */
  private static int byArrival(Row one, Row other) {
    if (one.isNullAt(0) || other.isNullAt(0)) {
      if (one.isNullAt(0) != other.isNullAt(0)) {
        return one.isNullAt(0) ? -1 : 1;
      }
    } else if (one.getLong(0) != other.getLong(0)) {
      return Long.compare(one.getLong(0), other.getLong(0));
    }
    return Arrays.compareUnsigned(
        one.getString(1).getBytes(StandardCharsets.UTF_8),
        other.getString(1).getBytes(StandardCharsets.UTF_8));
  }

  /** The members of buckets of tonight with two rows or more, in order; null if too many. */
  private @Nullable List<Member> crowded(List<Fresh> rows) {
    List<Member> members = new ArrayList<>();
    Set<Long> keys = new HashSet<>();
    for (Fresh row : rows) {
      for (long key : BandKeys.unpack(row.bands())) {
        members.add(new Member(key, row.ordinal(), row.ordinal()));
        keys.add(key);
      }
    }
    BloomFilter wanted = BloomFilter.create(Math.max(1, keys.size()), History.FALSE_HITS);
    keys.forEach(wanted::putLong);
    List<Member> hits = history.members(wanted, most);
    if (hits == null) {
      return null;
    }
    hits.stream().filter(h -> keys.contains(h.bucket())).forEach(members::add);
    if (members.size() > most) {
      return null;
    }
    members.sort(Comparator.comparingLong(Member::bucket).thenComparingLong(Member::row));
    List<Member> crowded = new ArrayList<>();
    new CrowdedBuckets(members.iterator()).forEachRemaining(crowded::add);
    return crowded;
  }

  /** The rows of history among members, in rising order. */
  private long[] old(List<Member> members) {
    return members.stream()
        .mapToLong(Member::row)
        .filter(row -> row < history.next())
        .sorted()
        .distinct()
        .toArray();
  }

  /** Reads names and sketches of rows of history; false if they are too many. */
  private boolean readHistory(long[] ordinals) {
    List<Row> rows = history.read(ordinals, NearDedup.BYTES_ON_DRIVER);
    if (rows == null) {
      return false;
    }
    for (Row row : rows) {
      names.put(row.getLong(0), row.getString(1));
      sketches.put(row.getLong(0), (byte[]) row.get(2));
    }
    return true;
  }

  private @Nullable List<Row> decided(
      List<Fresh> rows, Map<Long, Long> labels, SparkSession spark) {
    Map<Long, Keeper> keepers = new HashMap<>();
    Set<Long> old = new TreeSet<>();
    for (Fresh row : rows) {
      long cluster = labels.getOrDefault(row.node(), row.node());
      if (cluster < history.next()) {
        old.add(cluster);
      }
      keepers.merge(cluster, new Keeper(row.ordinal(), row.weight(), row.node()), this::better);
    }
    // A cluster whose kept row is no longer in the index keeps one of tonight's.
    Set<Long> unread = new TreeSet<>(old);
    for (Map.Entry<Long, Long> keeper : keptBy(old, spark).entrySet()) {
      keepers.put(keeper.getKey(), new Keeper(-1, 0, keeper.getValue()));
      unread.add(keeper.getValue());
    }
    unread.removeAll(sketches.keySet());
    if (!readHistory(unread.stream().mapToLong(Long::longValue).toArray())) {
      return null;
    }
    List<Row> decided = new ArrayList<>(rows.size());
    for (Fresh row : rows) {
      long cluster = labels.getOrDefault(row.node(), row.node());
      Keeper keeper = Objects.requireNonNull(keepers.get(cluster));
      decided.add(
          RowFactory.create(
              row.rowId(),
              row.ordinal(),
              row.node(),
              cluster,
              cluster == row.ordinal() ? row.rowId() : names.getOrDefault(cluster, row.rowId()),
              keeper.ordinal() == row.ordinal(),
              similarity(keeper.node(), row.node())));
    }
    return decided;
  }

  private Keeper better(Keeper one, Keeper other) {
    // Rows come in rising order, so that the first stays where both weigh the same.
    return settings.keep() == KeepRule.OLDEST || other.weight() <= one.weight() ? one : other;
  }

  /** The node of the row that each of some clusters of history keeps. */
  private Map<Long, Long> keptBy(Set<Long> clusters, SparkSession spark) {
    Map<Long, Long> kept = new HashMap<>();
    if (settings.keep() == KeepRule.OLDEST) {
      clusters.forEach(cluster -> kept.put(cluster, cluster));
    } else if (!clusters.isEmpty()) {
      List<Row> ids = clusters.stream().map(RowFactory::create).toList();
      Dataset<Row> wanted =
          dataset(spark, ids, new StructType().add(Names.ID, DataTypes.LongType, false));
      for (Row row : history.keepers(wanted).collectAsList()) {
        kept.put(row.getLong(0), row.getLong(1));
      }
    }
    return kept;
  }

  private double similarity(long keeper, long node) {
    byte[] one = sketches.get(keeper);
    byte[] other = sketches.get(node);
    return keeper == node || one == null || other == null
        ? 1.0
        : ShingleSketch.similarity(one, other);
  }

  private static Dataset<Row> dataset(SparkSession spark, List<Row> rows, StructType schema) {
    int slices = Math.max(1, Math.min(rows.size() / 10_000 + 1, 64));
    return spark.createDataFrame(
        JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(rows, slices), schema);
  }
}
