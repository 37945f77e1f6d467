package dev.nightshift.curation.spark.dedup;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.trim;

import dev.nightshift.curation.dedup.PassageCut;
import dev.nightshift.curation.dedup.Repeats;
import dev.nightshift.curation.dedup.Repeats.Passage;
import dev.nightshift.curation.dedup.Repeats.Repeat;
import dev.nightshift.curation.text.TextTokens;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Cuts passages out of texts that stand somewhere before (Lee et al. 2022, "Deduplicating training
 * data makes language models better", section 4.1, with its 50 tokens).
 *
 * <p>In place of a suffix array, which no partition could hold, every passage of exactly the given
 * number of tokens is hashed, and equal hashes meet. The guarantee: of two equal passages of at
 * least that many tokens, in one text or in two, the later one is found, wherever it lies, and
 * nothing else is cut, up to collisions of 64-bit hashes (about n²/2⁶⁵ for n tokens). The price is
 * a shuffle of 20 bytes for each token. The first passage stays, by arrival and then by place in
 * the text; it can be cut in turn where it overlaps a passage that stood still earlier.
 */
final class SubstringDedup {

  private static final StructType NUMBERED =
      new StructType()
          .add("passage_row", DataTypes.StringType, false)
          .add(Names.ORDINAL, DataTypes.LongType, false);
  private static final StructType PASSAGE =
      new StructType()
          .add("hash", DataTypes.LongType, false)
          .add(Names.ORDINAL, DataTypes.LongType, false)
          .add("token", DataTypes.IntegerType, false);
  private static final StructType REPEAT =
      new StructType()
          .add(Names.ORDINAL, DataTypes.LongType, false)
          .add("from", DataTypes.IntegerType, false)
          .add("to", DataTypes.IntegerType, false)
          .add("first", DataTypes.LongType, false);
  private static final StructType RANGES =
      new StructType()
          .add("cut_ordinal", DataTypes.LongType, false)
          .add("ranges", DataTypes.BinaryType, false)
          .add("first", DataTypes.LongType, false);
  private static final StructType CUT =
      new StructType()
          .add(Names.ROW_ID, DataTypes.StringType, false)
          .add("cut_text", DataTypes.StringType, false)
          .add(Names.SIMILARITY, DataTypes.DoubleType, false)
          .add(Names.CLUSTER, DataTypes.LongType, false);

  private static final StructType TOLD =
      new StructType()
          .add(Names.ROW_ID, DataTypes.StringType, false)
          .add(Names.CLUSTER_ID, DataTypes.StringType, false)
          .add(Names.KEPT, DataTypes.BooleanType, false)
          .add(Names.SIMILARITY, DataTypes.DoubleType, false);

  private SubstringDedup() {}

  /**
   * The texts out of which something is cut: row_id, cut_text, similarity (the share of the tokens
   * that was cut) and cluster_id (row id of a text that keeps a passage of it).
   *
   * @param rows row_id, ingested_at and text
   * @param length tokens of a passage, at least
   */
  static Dataset<Row> cuts(Dataset<Row> rows, int length, Held held) {
    JavaRDD<Row> places =
        rows.select(Names.INGESTED, Names.ROW_ID)
            .orderBy(Names.INGESTED, Names.ROW_ID)
            .select(Names.ROW_ID)
            .javaRDD()
            .zipWithIndex()
            .map(pair -> RowFactory.create(pair._1().getString(0), pair._2()));
    Dataset<Row> numbers = held.hold(rows.sparkSession().createDataFrame(places, NUMBERED));
    Dataset<Row> texts =
        held.hold(
            rows.join(numbers, rows.col(Names.ROW_ID).equalTo(numbers.col("passage_row")))
                .select(rows.col(Names.ROW_ID), col(Names.ORDINAL), rows.col(Names.TEXT)));

    JavaRDD<Row> passages =
        texts
            .select(Names.ORDINAL, Names.TEXT)
            .javaRDD()
            .mapPartitions(part -> new PassagesOf(part, length));
    JavaRDD<Row> repeats =
        rows.sparkSession()
            .createDataFrame(passages, PASSAGE)
            .repartition(col("hash"))
            .sortWithinPartitions("hash", Names.ORDINAL, "token")
            .javaRDD()
            .mapPartitions(
                part ->
                    new Mapped<>(
                        new Repeats(new Mapped<>(part, SubstringDedup::passage), length),
                        SubstringDedup::row));
    JavaRDD<Row> ranges =
        rows.sparkSession()
            .createDataFrame(repeats, REPEAT)
            .repartition(col(Names.ORDINAL))
            .sortWithinPartitions(Names.ORDINAL, "from", "to")
            .javaRDD()
            .mapPartitions(RangesOf::new);
    Dataset<Row> toCut = rows.sparkSession().createDataFrame(ranges, RANGES);
    JavaRDD<Row> cut =
        texts
            .join(toCut, col(Names.ORDINAL).equalTo(col("cut_ordinal")))
            .select(Names.ROW_ID, Names.TEXT, "ranges", "first")
            .javaRDD()
            .mapPartitions(SubstringDedup::shortened);
    Dataset<Row> done = held.hold(rows.sparkSession().createDataFrame(cut, CUT));
    return done.join(
            numbers.select(col(Names.ORDINAL), col("passage_row").as(Names.CLUSTER_ID)),
            col(Names.CLUSTER).equalTo(col(Names.ORDINAL)))
        .drop(Names.CLUSTER, Names.ORDINAL);
  }

  /** Rows with their texts replaced by what is left; those of which nothing is left go out. */
  static Dataset<Row> applied(Dataset<Row> rows, Dataset<Row> cuts) {
    Dataset<Row> left = cuts.select(col(Names.ROW_ID).as("cut_row"), col("cut_text"));
    long count = left.count();
    Dataset<Row> joined =
        rows.join(
            count <= DedupIndex.BROADCAST_IDS / 10 ? broadcast(left) : left,
            rows.col(Names.ROW_ID).equalTo(left.col("cut_row")),
            "left");
    return joined
        .withColumn(Names.TEXT, coalesce(col("cut_text"), col(Names.TEXT)))
        .where(col("cut_text").isNull().or(trim(col("cut_text")).notEqual("")))
        .drop("cut_row", "cut_text");
  }

  /**
   * The rows of which nothing is left, each with a row that stays and stands for it: the one that
   * keeps its first passage, or, where that one goes too, the one that keeps the first of that.
   *
   * @param cuts what {@link #cuts} gave
   */
  static Dataset<Row> told(Dataset<Row> cuts) {
    Map<String, String> standing = new HashMap<>();
    Map<String, Double> shares = new TreeMap<>();
    for (Row row :
        cuts.where(trim(col("cut_text")).equalTo(""))
            .select(Names.ROW_ID, Names.CLUSTER_ID, Names.SIMILARITY)
            .collectAsList()) {
      standing.put(row.getString(0), row.getString(1));
      shares.put(row.getString(0), row.getDouble(2));
    }
    List<Row> told = new ArrayList<>();
    Set<String> keepers = new TreeSet<>();
    shares.forEach(
        (id, share) -> {
          // Each text stands behind the one that keeps its passage, so that the walk ends.
          String keeper = id;
          for (String next = standing.get(id); next != null; next = standing.get(next)) {
            keeper = next;
          }
          keepers.add(keeper);
          told.add(RowFactory.create(id, keeper, false, share));
        });
    keepers.forEach(keeper -> told.add(RowFactory.create(keeper, keeper, true, 1.0)));
    return cuts.sparkSession().createDataFrame(told, TOLD);
  }

  private static Passage passage(Row row) {
    return new Passage(row.getLong(0), row.getLong(1), row.getInt(2));
  }

  private static Row row(Repeat repeat) {
    return RowFactory.create(repeat.text(), repeat.from(), repeat.to(), repeat.first());
  }

  private static Iterator<Row> shortened(Iterator<Row> rows) {
    TextTokens tokens = new TextTokens();
    return new Mapped<>(
        rows,
        row -> {
          String text = row.getString(1);
          byte[] packed = (byte[]) row.get(2);
          int[] ranges = new int[packed.length / Integer.BYTES];
          ByteBuffer.wrap(packed).asIntBuffer().get(ranges);
          tokens.read(text);
          PassageCut cut = PassageCut.of(text, tokens, ranges);
          return RowFactory.create(row.getString(0), cut.text(), cut.share(), row.getLong(3));
        });
  }

  /** All passages of texts (ordinal, text), a text at a time. */
  private static final class PassagesOf implements Iterator<Row> {
    private final Iterator<Row> texts;
    private final int length;
    private final TextTokens tokens = new TextTokens();
    private long text;
    private long[] passages = new long[0];
    private int at;

    PassagesOf(Iterator<Row> texts, int length) {
      this.texts = texts;
      this.length = length;
    }

    @Override
    public boolean hasNext() {
      while (at == passages.length && texts.hasNext()) {
        Row row = texts.next();
        text = row.getLong(0);
        tokens.read(row.getString(1));
        passages = tokens.passages(length);
        at = 0;
      }
      return at < passages.length;
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      int token = at++;
      return RowFactory.create(passages[token], text, token);
    }
  }

  /** Joins the repeats of each text, sorted by where they start, to ranges that do not overlap. */
  private static final class RangesOf implements Iterator<Row> {
    private final Iterator<Row> repeats;
    private @Nullable Row pending;

    RangesOf(Iterator<Row> repeats) {
      this.repeats = repeats;
      this.pending = repeats.hasNext() ? repeats.next() : null;
    }

    @Override
    public boolean hasNext() {
      return pending != null;
    }

    @Override
    public Row next() {
      Row row = pending;
      if (row == null) {
        throw new NoSuchElementException();
      }
      long text = row.getLong(0);
      long first = row.getLong(3);
      IntList ranges = new IntList();
      int from = row.getInt(1);
      int to = row.getInt(2);
      pending = null;
      while (repeats.hasNext()) {
        Row next = repeats.next();
        if (next.getLong(0) != text) {
          pending = next;
          break;
        }
        if (next.getInt(1) > to) {
          ranges.add(from, to);
          from = next.getInt(1);
        }
        to = Math.max(to, next.getInt(2));
      }
      ranges.add(from, to);
      return RowFactory.create(text, ranges.bytes(), first);
    }
  }

  /** Pairs of ints as bytes, big-endian. */
  private static final class IntList {
    private ByteBuffer bytes = ByteBuffer.allocate(64);

    void add(int one, int other) {
      if (bytes.remaining() < 2 * Integer.BYTES) {
        ByteBuffer longer = ByteBuffer.allocate(2 * bytes.capacity());
        bytes.flip();
        longer.put(bytes);
        bytes = longer;
      }
      bytes.putInt(one).putInt(other);
    }

    byte[] bytes() {
      byte[] all = new byte[bytes.position()];
      bytes.flip();
      bytes.get(all);
      return all;
    }
  }
}
