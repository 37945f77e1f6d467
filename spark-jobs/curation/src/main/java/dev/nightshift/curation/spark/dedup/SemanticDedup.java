package dev.nightshift.curation.spark.dedup;

import static org.apache.spark.sql.functions.col;

import dev.nightshift.curation.dedup.SemanticScan;
import dev.nightshift.curation.embed.SentenceEncoder;
import dev.nightshift.curation.embed.Vectors;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.clustering.KMeans;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
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
 * <p>MLlib's k-means gives other centroids for other partitions. So it learns from one partition,
 * of the at most {@value #SAMPLE} texts with the smallest digests, in their order; rows are then
 * assigned to the frozen centroids one by one. Pairs that fall into two clusters are not found, as
 * in the paper. Of alike rows the oldest stays, where the paper keeps the one farthest from its
 * centroid.
 */
final class SemanticDedup {

  private static final int SAMPLE = 20_000;
  private static final int ROWS_OF_A_CLUSTER = 1000;
  private static final int ROUNDS = 20;

  private static final StructType TRAINING =
      new StructType().add("features", SQLDataTypes.VectorType(), false);
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
   * @param cosine smallest cosine of two duplicates
   */
  static Dataset<Row> gone(
      Dataset<Row> rows, Dataset<Row> vectors, double cosine, long seed, Held held) {
    SparkSession spark = rows.sparkSession();
    Dataset<Row> all = held.hold(vectors.toDF("doc", "vector"));
    Broadcast<float[][]> centroids =
        JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(centroids(all, seed));
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

  /** One centroid for about a thousand texts, of length 1. */
  private static float[][] centroids(Dataset<Row> vectors, long seed) {
    long texts = vectors.count();
    int clusters = (int) Math.min(SAMPLE / 10, 1 + texts / ROWS_OF_A_CLUSTER);
    if (clusters == 1) {
      return new float[1][SentenceEncoder.WIDTH];
    }
    List<Row> sample = new ArrayList<>();
    for (Row row : vectors.orderBy("doc").limit(SAMPLE).select("vector").collectAsList()) {
      float[] vector = Vectors.unpack((byte[]) row.get(0));
      double[] wide = new double[vector.length];
      for (int i = 0; i < wide.length; i++) {
        wide[i] = vector[i];
      }
      sample.add(RowFactory.create(org.apache.spark.ml.linalg.Vectors.dense(wide)));
    }
    SparkSession spark = vectors.sparkSession();
    Dataset<Row> training =
        spark.createDataFrame(
            JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(sample, 1),
            TRAINING);
    Vector[] centers =
        new KMeans()
            .setK(clusters)
            .setSeed(seed)
            .setMaxIter(ROUNDS)
            .setDistanceMeasure("cosine")
            .fit(training)
            .clusterCenters();
    float[][] centroids = new float[centers.length][];
    for (int i = 0; i < centers.length; i++) {
      double[] wide = centers[i].toArray();
      double squares = 0;
      for (double w : wide) {
        squares += w * w;
      }
      centroids[i] = new float[wide.length];
      for (int d = 0; d < wide.length; d++) {
        centroids[i][d] = (float) (wide[d] / Math.sqrt(squares));
      }
    }
    return centroids;
  }
}
