package dev.nightshift.curation.spark.dedup;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.nightshift.curation.dedup.SemanticScan;
import dev.nightshift.curation.embed.Vectors;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Finds rows that mean the same (SemDeDup: Abbas et al. 2023, "Data-efficient learning at web-scale
 * through semantic deduplication"): vectors are clustered by k-means, and within a cluster rows are
 * compared by the cosine of their vectors.
 *
 * <p>Rows are assigned to frozen {@link Centroids} one by one. Pairs that fall into two clusters
 * are not found, as in the paper. Of alike rows the oldest stays, where the paper keeps the one
 * farthest from its centroid.
 */
final class SemanticDedup {

  private static final StructType NUMBERED =
      new StructType()
          .add(Names.ROW_ID, DataTypes.StringType, false)
          .add("of_doc", DataTypes.StringType, false)
          .add(Names.ORDINAL, DataTypes.LongType, false);
  private static final StructType ASSIGNED =
      new StructType()
          .add(Names.CLUSTER, DataTypes.LongType, false)
          .add(Names.ORDINAL, DataTypes.LongType, false)
          .add(Names.ROW_ID, DataTypes.StringType, false)
          .add("vector", DataTypes.BinaryType, false);
  private static final StructType GONE =
      new StructType()
          .add(Names.ROW_ID, DataTypes.StringType, false)
          .add("stands", DataTypes.LongType, false)
          .add(Names.SIMILARITY, DataTypes.DoubleType, false);

  private SemanticDedup() {}

  /**
   * The rows that go: row_id, cluster_id (the row that stands for it) and similarity (their
   * cosine).
   *
   * @param rows row_id, doc_id and ingested_at
   * @param vectors doc_id and vector
   * @param frozen the centroids, of length 1
   * @param cosine smallest cosine of two duplicates
   */
  static Dataset<Row> gone(
      Dataset<Row> rows, Dataset<Row> vectors, float[][] frozen, double cosine, Held held) {
    SparkSession spark = rows.sparkSession();
    Dataset<Row> all = vectors.toDF("doc", "vector");
    Broadcast<float[][]> centroids =
        JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(frozen);
    JavaRDD<Row> numbers =
        rows.select(Names.INGESTED, Names.ROW_ID, "doc_id")
            .orderBy(Names.INGESTED, Names.ROW_ID)
            .select(Names.ROW_ID, "doc_id")
            .javaRDD()
            .zipWithIndex()
            .map(
                pair ->
                    RowFactory.create(pair._1().getString(0), pair._1().getString(1), pair._2()));
    Dataset<Row> numbered = held.hold(spark.createDataFrame(numbers, NUMBERED));
    JavaRDD<Row> assigned =
        numbered
            .join(all, col("of_doc").equalTo(col("doc")))
            .select(Names.ORDINAL, Names.ROW_ID, "vector")
            .javaRDD()
            .map(
                row -> {
                  byte[] vector = (byte[]) row.get(2);
                  long cluster = Vectors.nearest(Vectors.unpack(vector), centroids.value());
                  return RowFactory.create(cluster, row.getLong(0), row.getString(1), vector);
                });
    JavaRDD<Row> scanned =
        spark
            .createDataFrame(assigned, ASSIGNED)
            .repartition(col(Names.CLUSTER))
            .sortWithinPartitions(Names.CLUSTER, Names.ORDINAL)
            .javaRDD()
            .mapPartitions(part -> scanned(part, cosine));
    Dataset<Row> matched = spark.createDataFrame(scanned, GONE);
    return matched
        .join(
            numbered.select(
                col(Names.ORDINAL).as("standing"), col(Names.ROW_ID).as(Names.CLUSTER_ID)),
            col("stands").equalTo(col("standing")))
        .drop("stands", "standing");
  }

  /** Each row that goes and each that stands for one, as members of clusters. */
  static Dataset<Row> told(Dataset<Row> gone) {
    Dataset<Row> standing =
        gone.select(
                col(Names.CLUSTER_ID).as(Names.ROW_ID),
                col(Names.CLUSTER_ID),
                lit(true).as(Names.KEPT),
                lit(1.0).as(Names.SIMILARITY))
            .distinct();
    return gone.select(
            col(Names.ROW_ID),
            col(Names.CLUSTER_ID),
            lit(false).as(Names.KEPT),
            col(Names.SIMILARITY))
        .union(standing);
  }

  private static Iterator<Row> scanned(Iterator<Row> rows, double cosine) {
    SemanticScan scan = new SemanticScan(cosine);
    List<Row> gone = new ArrayList<>();
    while (rows.hasNext()) {
      Row row = rows.next();
      SemanticScan.Match match =
          scan.next(row.getLong(0), row.getLong(1), Vectors.unpack((byte[]) row.get(3)));
      if (match != null) {
        gone.add(RowFactory.create(row.getString(2), match.row(), Math.max(0, match.similarity())));
      }
    }
    return gone.iterator();
  }
}
