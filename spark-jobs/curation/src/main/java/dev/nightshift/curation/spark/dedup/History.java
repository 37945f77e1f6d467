package dev.nightshift.curation.spark.dedup;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import dev.nightshift.curation.dedup.BandKeys;
import dev.nightshift.curation.dedup.BucketPairs.Member;
import dev.nightshift.curation.dedup.OrdinalRanges;
import dev.nightshift.curation.dedup.RowIds;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.sketch.BloomFilter;
import org.jspecify.annotations.Nullable;

/**
 * The rows of earlier nights, as tonight's are compared with them. They are scanned where they lie:
 * what is asked of them goes to every worker (a Bloom filter of tonight's band keys, a list of
 * numbers), and only rows that match are moved. Their texts are not needed.
 */
final class History {

  private static final StructType SKETCH =
      new StructType()
          .add(Names.ORDINAL, DataTypes.LongType, false)
          .add(Names.SKETCH, DataTypes.BinaryType, false);
  static final double FALSE_HITS = 0.01;
  private static final Row TOO_MANY = RowFactory.create("too many");

  /** Ranges of numbers that one reading asks for, so that files and pages can be passed over. */
  private static final int RANGES = 32;

  private final Dataset<Row> index;
  private final Map<Long, Long> merges;
  private final long next;

  private History(Dataset<Row> index, Map<Long, Long> merges, long next) {
    this.index = index;
    this.merges = merges;
    this.next = next;
  }

  /** No rows yet. */
  static History none(SparkSession spark) {
    StructType columns =
        new StructType()
            .add(Names.ROW_ID, DataTypes.StringType, false)
            .add(Names.ORDINAL, DataTypes.LongType, false)
            .add(Names.NODE, DataTypes.LongType, false)
            .add(Names.CLUSTER, DataTypes.LongType, false)
            .add(Names.KEPT, DataTypes.BooleanType, false)
            .add(Names.BANDS, DataTypes.BinaryType, false)
            .add(Names.SKETCH, DataTypes.BinaryType, false);
    return new History(spark.createDataFrame(List.of(), columns), Map.of(), 0);
  }

  /**
   * The rows of an index.
   *
   * @param index rows of a table of kind dedup_index, of one settings digest
   * @param merged rows of dedup_merges of the same
   */
  static History of(Dataset<Row> index, Dataset<Row> merged) {
    Row last = index.agg(max(Names.ORDINAL)).first();
    Map<Long, Long> merges = new HashMap<>();
    for (Row row : merged.select("from_cluster", "into_cluster").collectAsList()) {
      merges.put(row.getLong(0), row.getLong(1));
    }
    return new History(index, merges, last.isNullAt(0) ? 0 : last.getLong(0) + 1);
  }

  boolean isEmpty() {
    return next == 0;
  }

  /** The first number that no row has. */
  long next() {
    return next;
  }

  /** All rows. */
  Dataset<Row> rows() {
    return index;
  }

  /**
   * Those rows whose ids history does not hold. Its ids go to every worker, a slice of them at a
   * time.
   *
   * @param ids rows whose first column is an id
   * @param most about how many ids of history a slice has
   */
  Dataset<Row> without(Dataset<Row> ids, int most) {
    int slices = Math.toIntExact(next / most + 1);
    return IntStream.range(0, slices)
        .mapToObj(slice -> without(ids, slice, slices))
        .reduce(Dataset::union)
        .orElse(ids);
  }

  private Dataset<Row> without(Dataset<Row> ids, int slice, int slices) {
    Broadcast<RowIds> seen = context().broadcast(ids(slice, slices));
    return ids.filter(
        (FilterFunction<Row>)
            row ->
                RowIds.slice(row.getString(0), slices) == slice
                    && !seen.value().contains(row.getString(0)));
  }

  private RowIds ids(int slice, int slices) {
    return RowIds.of(
        index
            .select(Names.ROW_ID)
            .as(Encoders.STRING())
            .filter((FilterFunction<String>) id -> RowIds.slice(id, slices) == slice)
            .javaRDD()
            .mapPartitions(ids -> List.of(RowIds.keys(ids)).iterator())
            .collect());
  }

  /** The entries of buckets that fresh rows are in (with a few others), each in its cluster. */
  Dataset<Row> entries(Dataset<Row> freshEntries) {
    SparkSession spark = index.sparkSession();
    if (isEmpty()) {
      return spark.createDataFrame(List.of(), Buckets.ENTRY);
    }
    long count = Math.max(1, freshEntries.count());
    BloomFilter filter = freshEntries.stat().bloomFilter(Names.BUCKET, count, FALSE_HITS);
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<BloomFilter> wanted = context.broadcast(filter);
    Broadcast<Map<Long, Long>> into = context.broadcast(merges);
    JavaRDD<Row> hits =
        index
            .select(Names.ORDINAL, Names.CLUSTER, Names.BANDS)
            .where(length(col(Names.BANDS)).gt(0))
            .javaRDD()
            .flatMap(
                row -> {
                  List<Row> found = new ArrayList<>();
                  for (long key : BandKeys.unpack((byte[]) row.get(2))) {
                    if (wanted.value().mightContainLong(key)) {
                      long cluster = resolved(into.value(), row.getLong(1));
                      found.add(RowFactory.create(key, row.getLong(0), cluster));
                    }
                  }
                  return found.iterator();
                });
    return spark.createDataFrame(hits, Buckets.ENTRY);
  }

  /**
   * The rows of history in some buckets (with a few others), each in its cluster; null where they
   * are more than a limit for one of the parts of the index.
   *
   * @param wanted the band keys of the buckets
   * @param most largest number from one part
   */
  @Nullable List<Member> members(BloomFilter wanted, int most) {
    if (isEmpty()) {
      return List.of();
    }
    Broadcast<BloomFilter> sent = context().broadcast(wanted);
    List<long[]> parts =
        index
            .select(Names.ORDINAL, Names.CLUSTER, Names.BANDS)
            .where(length(col(Names.BANDS)).gt(0))
            .javaRDD()
            .mapPartitions(part -> List.of(hits(part, sent.value(), most)).iterator())
            .collect();
    List<Member> members = new ArrayList<>();
    for (long[] part : parts) {
      if (part.length > 3L * most) {
        return null;
      }
      for (int i = 0; i < part.length; i += 3) {
        members.add(new Member(part[i], part[i + 1], resolved(merges, part[i + 2])));
      }
    }
    return members;
  }

  /** Key, ordinal and cluster of each hit, one after another; at most one more than asked for. */
  private static long[] hits(Iterator<Row> rows, BloomFilter wanted, int most) {
    long[] found = new long[3 * 256];
    int size = 0;
    while (rows.hasNext() && size <= 3 * most) {
      Row row = rows.next();
      ByteBuffer bands = ByteBuffer.wrap((byte[]) row.get(2));
      while (bands.hasRemaining() && size <= 3 * most) {
        long key = bands.getLong();
        if (wanted.mightContainLong(key)) {
          if (size == found.length) {
            found = Arrays.copyOf(found, 2 * size);
          }
          found[size++] = key;
          found[size++] = row.getLong(0);
          found[size++] = row.getLong(1);
        }
      }
    }
    return Arrays.copyOf(found, size);
  }

  /**
   * Ordinal, row id and sketch of rows; null where their sketches take more than a limit for one of
   * the parts of the index.
   *
   * @param ordinals in rising order
   * @param most bytes from one part
   */
  @Nullable List<Row> read(long[] ordinals, long most) {
    if (ordinals.length == 0) {
      return List.of();
    }
    Broadcast<long[]> wanted = context().broadcast(ordinals);
    Column within = lit(false);
    for (OrdinalRanges.Range range : OrdinalRanges.of(ordinals, RANGES)) {
      within = within.or(col(Names.ORDINAL).between(range.from(), range.to()));
    }
    List<Row> rows =
        index
            .where(within)
            .select(Names.ORDINAL, Names.ROW_ID, Names.SKETCH)
            .javaRDD()
            .mapPartitions(part -> wanted(part, wanted.value(), most))
            .collect();
    return rows.contains(TOO_MANY) ? null : rows;
  }

  private static Iterator<Row> wanted(Iterator<Row> rows, long[] ordinals, long most) {
    List<Row> found = new ArrayList<>();
    long bytes = 0;
    while (rows.hasNext()) {
      Row row = rows.next();
      if (Arrays.binarySearch(ordinals, row.getLong(0)) >= 0) {
        bytes += ((byte[]) row.get(2)).length;
        found.add(row);
      }
      if (bytes > most) {
        return List.of(TOO_MANY).iterator();
      }
    }
    return found.iterator();
  }

  private JavaSparkContext context() {
    return JavaSparkContext.fromSparkContext(index.sparkSession().sparkContext());
  }

  /** The cluster that a cluster is part of by now. */
  static long resolved(Map<Long, Long> merges, long cluster) {
    long at = cluster;
    for (Long into = merges.get(at); into != null; into = merges.get(at)) {
      at = into;
    }
    return at;
  }

  /** Ordinal and sketch of the rows of given numbers (column id). */
  Dataset<Row> sketches(Dataset<Row> ids) {
    return isEmpty()
        ? index.sparkSession().createDataFrame(List.of(), SKETCH)
        : among(Names.ORDINAL, ids, Names.ORDINAL, Names.SKETCH);
  }

  /** Cluster and node of the kept row of given clusters (column id). */
  Dataset<Row> keepers(Dataset<Row> ids) {
    return among(Names.CLUSTER, ids, Names.CLUSTER, Names.NODE, Names.KEPT)
        .where(col(Names.KEPT))
        .drop(Names.KEPT);
  }

  /** Ordinal and row id of the rows of given numbers (column id). */
  Dataset<Row> names(Dataset<Row> ids) {
    return among(Names.ORDINAL, ids, Names.ORDINAL, Names.ROW_ID);
  }

  private Dataset<Row> among(String key, Dataset<Row> ids, String first, String... others) {
    Dataset<Row> old = ids.where(col(Names.ID).lt(next)).select(Names.ID).distinct();
    // The range lets Delta pass over files that hold none of them.
    Row range = old.agg(min(Names.ID), max(Names.ID), count(Names.ID)).first();
    long from = range.isNullAt(0) ? 0 : range.getLong(0);
    long to = range.isNullAt(1) ? -1 : range.getLong(1);
    Dataset<Row> hinted = range.getLong(2) <= SketchPairs.BROADCAST ? broadcast(old) : old;
    Dataset<Row> candidates = index.where(col(key).between(from, to)).select(first, others);
    return candidates.join(hinted, candidates.col(key).equalTo(hinted.col(Names.ID)), "leftsemi");
  }
}
