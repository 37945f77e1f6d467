package dev.nightshift.curation.spark.decontaminate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;

import dev.nightshift.curation.decontaminate.BenchmarkIndex;
import dev.nightshift.curation.decontaminate.BenchmarkItem;
import dev.nightshift.curation.decontaminate.Overlap;
import dev.nightshift.curation.spark.RejectRow;
import dev.nightshift.curation.text.TextTokens;
import dev.nightshift.runtime.codec.RecordCodec;
import dev.nightshift.schema.table.LakeTables;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Rows that share n-grams with benchmarks, and what they share. */
final class Suspects implements Serializable {

  static final String ROW_ID = "row_id";
  static final String GRAMS = "grams";
  static final String REJECT = "reject";

  private static final long serialVersionUID = 1L;
  private static final String STAGE = "decontaminate";
  private static final String TEXT = "text";
  private static final int SHOWN = 300;
  private static final RecordCodec<RejectRow> REJECTS =
      RecordCodec.of(RejectRow.class, LakeTables.REJECTS);
  private static final StructType SUSPECT =
      new StructType()
          .add(ROW_ID, DataTypes.StringType, false)
          .add(TEXT, DataTypes.StringType, false)
          .add(GRAMS, DataTypes.createArrayType(DataTypes.LongType, false), false);

  private Suspects() {}

  /** Row id, text and shared n-grams of each row that shares any. */
  static Dataset<Row> of(Dataset<Row> rows, List<String> columns, Broadcast<BenchmarkIndex> index) {
    Column[] texts = columns.stream().map(functions::col).toArray(Column[]::new);
    FlatMapFunction<Iterator<Row>, Row> sharing =
        partition -> {
          TextTokens words = TextTokens.folded();
          List<Row> none = List.of();
          return new Flattened(
              partition,
              row -> {
                words.read(row.getString(1));
                long[] grams = index.value().grams(words);
                return grams.length == 0
                    ? none
                    : List.of(RowFactory.create(row.getString(0), row.getString(1), grams));
              });
        };
    return rows.sparkSession()
        .createDataFrame(
            rows.select(col(ROW_ID), concat_ws("\n", texts).as(TEXT))
                .javaRDD()
                .mapPartitions(sharing),
            SUSPECT);
  }

  /** One row for each pair of a row and an item; the first of each row with its reject. */
  static Dataset<Row> overlaps(
      Dataset<Row> suspects, Broadcast<BenchmarkIndex> index, long[] common) {
    FlatMapFunction<Iterator<Row>, Row> found =
        partition -> {
          TextTokens words = TextTokens.folded();
          return new Flattened(
              partition,
              row -> {
                words.read(row.getString(1));
                List<Row> overlaps = new ArrayList<>();
                for (Overlap overlap : index.value().find(words, common)) {
                  overlaps.add(
                      row(
                          row.getString(0),
                          row.getString(1),
                          index.value().items().get(overlap.item()),
                          overlap,
                          overlaps.isEmpty()));
                }
                return overlaps;
              });
        };
    StructType struct =
        new StructType()
            .add("task", DataTypes.StringType, false)
            .add("item", DataTypes.StringType, false)
            .add(ROW_ID, DataTypes.StringType, false)
            .add("share", DataTypes.DoubleType, false)
            .add("passage", DataTypes.StringType, false)
            .add(REJECT, REJECTS.struct(), true);
    return suspects.sparkSession().createDataFrame(suspects.javaRDD().mapPartitions(found), struct);
  }

  private static Row row(
      String rowId, String text, BenchmarkItem item, Overlap overlap, boolean first) {
    String passage = passage(text, overlap);
    Row reject = null;
    if (first) {
      String reason = "contaminated-" + item.task();
      String detail =
          String.format(
              Locale.ROOT,
              "item %s: %d of its %d n-grams, in characters %d to %d: %s",
              item.id(),
              overlap.found(),
              overlap.grams(),
              overlap.start() + 1,
              overlap.end(),
              passage);
      reject =
          REJECTS.toRow(
              new RejectRow(
                  RejectRow.id(STAGE, rowId, 0, reason),
                  STAGE,
                  "row " + rowId,
                  null,
                  rowId,
                  reason,
                  detail,
                  overlap.share(),
                  text.getBytes(StandardCharsets.UTF_8)));
    }
    return RowFactory.create(item.task(), item.id(), rowId, overlap.share(), passage, reject);
  }

  private static String passage(String text, Overlap overlap) {
    String passage = text.substring(overlap.start(), overlap.end());
    if (passage.length() <= SHOWN) {
      return passage;
    }
    int cut = Character.isHighSurrogate(passage.charAt(SHOWN - 1)) ? SHOWN - 1 : SHOWN;
    return passage.substring(0, cut) + " …";
  }
}
