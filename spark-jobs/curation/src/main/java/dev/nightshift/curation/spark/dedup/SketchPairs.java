package dev.nightshift.curation.spark.dedup;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import dev.nightshift.curation.dedup.ShingleSketch;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;

/** Measures pairs of rows by the sketches of both. */
final class SketchPairs {

  /** Up to this many numbers are sent to every worker rather than exchanged between them. */
  static final long BROADCAST = 1_000_000;

  private static final UserDefinedFunction SIMILARITY =
      udf((UDF2<byte[], byte[], Double>) ShingleSketch::similarity, DataTypes.DoubleType);

  private final Dataset<Row> fresh;
  private final History history;

  /**
   * Measures by the sketches of fresh rows (ordinal, sketch) and of history.
   *
   * @param fresh sketches of rows that are not in history
   */
  SketchPairs(Dataset<Row> fresh, History history) {
    this.fresh = fresh;
    this.history = history;
  }

  /** Ordinal and sketch of the rows of given numbers (column id). */
  Dataset<Row> sketches(Dataset<Row> ids) {
    Dataset<Row> hinted = ids.count() <= BROADCAST ? broadcast(ids) : ids;
    return fresh
        .join(hinted, fresh.col(Names.ORDINAL).equalTo(hinted.col(Names.ID)), "leftsemi")
        .union(history.sketches(ids));
  }

  /** The pairs with their similarity; only sketches that a pair names are moved. */
  Dataset<Row> measured(Dataset<Row> pairs, Held held) {
    Dataset<Row> ids =
        held.hold(
            pairs
                .select(col(Names.ONE).as(Names.ID))
                .union(pairs.select(col(Names.OTHER).as(Names.ID)))
                .distinct());
    Dataset<Row> needed = held.hold(sketches(ids));
    Dataset<Row> ofOne =
        needed.select(col(Names.ORDINAL).as("ordinal_one"), col(Names.SKETCH).as("sketch_one"));
    Dataset<Row> ofOther =
        needed.select(col(Names.ORDINAL).as("ordinal_other"), col(Names.SKETCH).as("sketch_other"));
    return pairs
        .join(ofOne, col(Names.ONE).equalTo(col("ordinal_one")))
        .join(ofOther, col(Names.OTHER).equalTo(col("ordinal_other")))
        .withColumn(Names.SIMILARITY, SIMILARITY.apply(col("sketch_one"), col("sketch_other")))
        .drop("ordinal_one", "sketch_one", "ordinal_other", "sketch_other");
  }
}
