package dev.nightshift.curation.spark.dedup;

import static org.apache.spark.sql.functions.col;

import dev.nightshift.curation.dedup.NearSettings;
import dev.nightshift.curation.dedup.NearSketch;
import dev.nightshift.curation.dedup.NearSketcher;
import java.util.Iterator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** From texts to numbered sketches of which copies are folded into the first. */
final class Sketches {

  private static final StructType SKETCHED =
      new StructType()
          .add(Names.ROW_ID, DataTypes.StringType, false)
          .add(Names.INGESTED, DataTypes.TimestampType, true)
          .add(Names.WEIGHT, DataTypes.DoubleType, false)
          .add(Names.KEY, DataTypes.StringType, false)
          .add(Names.BANDS, DataTypes.BinaryType, false)
          .add(Names.SKETCH, DataTypes.BinaryType, false);

  private static final StructType NUMBERED =
      new StructType()
          .add(Names.ORDINAL, DataTypes.LongType, false)
          .add(Names.ROW_ID, DataTypes.StringType, false)
          .add(Names.WEIGHT, DataTypes.DoubleType, false)
          .add(Names.KEY, DataTypes.StringType, false)
          .add(Names.BANDS, DataTypes.BinaryType, false)
          .add(Names.SKETCH, DataTypes.BinaryType, false);

  private static final StructType FOLDED =
      new StructType()
          .add(Names.ORDINAL, DataTypes.LongType, false)
          .add(Names.ROW_ID, DataTypes.StringType, false)
          .add(Names.WEIGHT, DataTypes.DoubleType, false)
          .add(Names.NODE, DataTypes.LongType, false)
          .add(Names.BANDS, DataTypes.BinaryType, false)
          .add(Names.SKETCH, DataTypes.BinaryType, false);

  private Sketches() {}

  /**
   * The sketch of each row.
   *
   * @param rows row_id, ingested_at, weight and text
   */
  static Dataset<Row> of(Dataset<Row> rows, NearSettings settings) {
    JavaRDD<Row> sketched =
        rows.select(Names.ROW_ID, Names.INGESTED, Names.WEIGHT, Names.TEXT)
            .javaRDD()
            .mapPartitions(part -> sketched(part, settings));
    return rows.sparkSession().createDataFrame(sketched, SKETCHED);
  }

  private static Iterator<Row> sketched(Iterator<Row> rows, NearSettings settings) {
    NearSketcher sketcher = new NearSketcher(settings);
    return new Mapped<>(
        rows,
        row -> {
          NearSketch sketch = sketcher.sketch(row.getString(3));
          return RowFactory.create(
              row.getString(0),
              row.get(1),
              row.getDouble(2),
              sketch.key(),
              sketch.bands(),
              sketch.shingles());
        });
  }

  /**
   * Numbers rows by when they came in, and those that came in together by their row id. The numbers
   * do not depend on how the rows lie.
   *
   * @param sketched the rows of {@link #of}
   * @param first the first number
   */
  static Dataset<Row> numbered(Dataset<Row> sketched, long first) {
    JavaRDD<Row> rows =
        sketched
            .orderBy(col(Names.INGESTED), col(Names.ROW_ID))
            .select(Names.ROW_ID, Names.WEIGHT, Names.KEY, Names.BANDS, Names.SKETCH)
            .javaRDD()
            .zipWithIndex()
            .map(
                pair -> {
                  Row row = pair._1();
                  return RowFactory.create(
                      first + pair._2(),
                      row.getString(0),
                      row.getDouble(1),
                      row.getString(2),
                      row.get(3),
                      row.get(4));
                });
    return sketched.sparkSession().createDataFrame(rows, NUMBERED);
  }

  /**
   * Folds rows with the same shingles: each gets the number of the first of them as its node, and
   * only that one keeps its bands and its sketch. Linear in the copies.
   */
  static Dataset<Row> folded(Dataset<Row> numbered) {
    JavaRDD<Row> rows =
        numbered
            .repartition(col(Names.KEY))
            .sortWithinPartitions(Names.KEY, Names.ORDINAL)
            .javaRDD()
            .mapPartitions(part -> new Mapped<>(part, new Folding()::fold));
    return numbered.sparkSession().createDataFrame(rows, FOLDED);
  }

  /** What is remembered from row to row: the key and the first row that had it. */
  private static final class Folding {
    private static final byte[] NOTHING = new byte[0];
    private String key = "";
    private long node;

    Row fold(Row row) {
      long ordinal = row.getLong(0);
      String of = row.getString(3);
      boolean copy = !of.isEmpty() && of.equals(key);
      if (!copy) {
        key = of;
        node = ordinal;
      }
      return RowFactory.create(
          ordinal,
          row.getString(1),
          row.getDouble(2),
          node,
          copy ? NOTHING : row.get(4),
          copy ? NOTHING : row.get(5));
    }
  }
}
