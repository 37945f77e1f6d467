package dev.nightshift.curation.spark.dedup;

import static org.apache.spark.sql.functions.col;

import dev.nightshift.curation.embed.SentenceEncoder;
import dev.nightshift.curation.embed.Vectors;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.lake.PinnedTable;
import dev.nightshift.schema.identity.Digest;
import dev.nightshift.schema.table.LakeTables;
import dev.nightshift.schema.table.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
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
 * The centroids of texts that mean alike, frozen: the first night trains them, later nights take
 * them from the lake, so that two texts that were compared once are compared every night. They are
 * trained anew where the texts have become {@value #GROWTH} times as many, and where the encoder,
 * the seed or the rule of training is another one.
 *
 * <p>MLlib's k-means gives other centroids for other partitions. So it learns from one partition,
 * of the at most {@value #SAMPLE} texts with the smallest digests, in their order.
 */
final class Centroids {

  private static final int SAMPLE = 20_000;
  private static final int ROWS_OF_A_CLUSTER = 1000;
  private static final int ROUNDS = 20;
  private static final int GROWTH = 4;

  private static final StructType TRAINING =
      new StructType().add("features", SQLDataTypes.VectorType(), false);
  private static final StructType STORED =
      new StructType()
          .add("settings", DataTypes.StringType, false)
          .add("trained_on", DataTypes.LongType, false)
          .add("centroid", DataTypes.LongType, false)
          .add("vector", DataTypes.BinaryType, false);

  private final float[][] vectors;
  private final long trainedOn;

  private Centroids(float[][] vectors, long trainedOn) {
    this.vectors = vectors;
    this.trainedOn = trainedOn;
  }

  /**
   * The centroids for texts: those of the lake, or new ones, which are added to it.
   *
   * @param texts doc_id and vector of each
   * @param table a table of kind centroids
   */
  static Centroids of(JobContext context, Dataset<Row> texts, String table) {
    long count = texts.count();
    String settings = settings(context.seed());
    Optional<Centroids> known =
        context.lake().newest(table).flatMap(pin -> stored(context, pin, settings));
    if (known.isPresent() && count / GROWTH < known.get().trainedOn) {
      return known.get();
    }
    Centroids trained = new Centroids(trained(texts, context.seed()), count);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < trained.vectors.length; i++) {
      rows.add(RowFactory.create(settings, count, (long) i, Vectors.pack(trained.vectors[i])));
    }
    context.append(
        table, LakeTables.CENTROIDS, context.spark().createDataFrame(rows, STORED).coalesce(1), 0);
    return trained;
  }

  /** One centroid for about {@value #ROWS_OF_A_CLUSTER} texts, of length 1. */
  float[][] vectors() {
    return vectors;
  }

  /** How many texts there were when they were trained. */
  long trainedOn() {
    return trainedOn;
  }

  /** Names the numbers, as runs tell them. */
  String digest() {
    Digest digest = Digest.start().add("centroids");
    for (float[] vector : vectors) {
      digest.add(Vectors.pack(vector));
    }
    return digest.hex();
  }

  private static String settings(long seed) {
    return Digest.start()
        .add("centroids")
        .add(SentenceEncoder.digest())
        .add(seed)
        .add(SAMPLE)
        .add(ROWS_OF_A_CLUSTER)
        .add(ROUNDS)
        .hex();
  }

  /**
   * The last that were trained; of two runs that did so on equally many texts those of the first
   * id.
   */
  private static Optional<Centroids> stored(JobContext context, PinnedTable pin, String settings) {
    List<Row> rows =
        context
            .lake()
            .read(pin)
            .where(col("settings").equalTo(settings))
            .orderBy(col("trained_on").desc(), col(TableSchema.RUN_ID), col("centroid"))
            .select("trained_on", TableSchema.RUN_ID, "vector")
            .collectAsList();
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    long trainedOn = rows.get(0).getLong(0);
    String run = rows.get(0).getString(1);
    float[][] vectors =
        rows.stream()
            .filter(row -> row.getLong(0) == trainedOn && row.getString(1).equals(run))
            .map(row -> Vectors.unpack((byte[]) row.get(2)))
            .toArray(float[][]::new);
    return Optional.of(new Centroids(vectors, trainedOn));
  }

  /**
   * Trains centroids.
   *
   * @param texts doc_id and vector of each
   */
  static float[][] trained(Dataset<Row> texts, long seed) {
    int clusters = (int) Math.min(SAMPLE / 10, 1 + texts.count() / ROWS_OF_A_CLUSTER);
    if (clusters == 1) {
      return new float[1][SentenceEncoder.WIDTH];
    }
    List<Row> sample = new ArrayList<>();
    for (Row row : texts.orderBy("doc_id").limit(SAMPLE).select("vector").collectAsList()) {
      float[] vector = Vectors.unpack((byte[]) row.get(0));
      double[] wide = new double[vector.length];
      for (int i = 0; i < wide.length; i++) {
        wide[i] = vector[i];
      }
      sample.add(RowFactory.create(org.apache.spark.ml.linalg.Vectors.dense(wide)));
    }
    SparkSession spark = texts.sparkSession();
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
      centroids[i] = ofLengthOne(centers[i].toArray());
    }
    return centroids;
  }

  private static float[] ofLengthOne(double[] wide) {
    double squares = 0;
    for (double w : wide) {
      squares += w * w;
    }
    float[] narrow = new float[wide.length];
    for (int d = 0; d < wide.length; d++) {
      narrow[d] = (float) (wide[d] / Math.sqrt(squares));
    }
    return narrow;
  }
}
