package dev.nightshift.curation.spark.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.curation.embed.Vectors;
import dev.nightshift.schema.random.CounterRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class SemanticDedupTest {

  private final SparkSession spark = Corpus.session();

  private Map<String, String> gone(Dataset<Row> rows, Dataset<Row> vectors) {
    try (Held held = new Held()) {
      Map<String, String> gone = new TreeMap<>();
      float[][] centroids = Centroids.trained(vectors, 1);
      assertThat(centroids).hasDimensions(3, 16);
      for (Row row : SemanticDedup.gone(rows, vectors, centroids, .95, held).collectAsList()) {
        gone.put(
            row.getAs("row_id"), row.<String>getAs("cluster_id") + " " + row.getAs("similarity"));
      }
      return gone;
    }
  }

  /** Enough vectors for several clusters: pairs of one direction and a slight turn of it. */
  @Test
  void neitherPartitionsNorOrderChangeWhatGoes() {
    int width = 16;
    List<String> texts = new ArrayList<>();
    List<Row> vectors = new ArrayList<>();
    for (int i = 0; i < 2400; i++) {
      CounterRandom random = CounterRandom.of(1, "direction", i % 1600);
      CounterRandom turn = CounterRandom.of(1, "turn", i);
      float[] vector = new float[width];
      double squares = 0;
      for (int d = 0; d < width; d++) {
        vector[d] = (float) (random.nextGaussian() + .05 * turn.nextGaussian());
        squares += (double) vector[d] * vector[d];
      }
      for (int d = 0; d < width; d++) {
        vector[d] /= (float) Math.sqrt(squares);
      }
      texts.add("text " + i);
      vectors.add(RowFactory.create("d" + i, Vectors.pack(vector)));
    }
    Dataset<Row> rows =
        Corpus.rows(spark, texts)
            .selectExpr("row_id", "ingested_at", "'d' || cast(substr(row_id, 2) AS int) AS doc_id");
    Dataset<Row> stored =
        spark.createDataFrame(
            vectors,
            new StructType()
                .add("doc_id", DataTypes.StringType)
                .add("vector", DataTypes.BinaryType));
    Map<String, String> once = gone(rows.coalesce(1), stored.coalesce(1));
    // Of 800 turned copies those near a border of two clusters are missed.
    assertThat(once.size()).isBetween(700, 800);
    once.forEach(
        (id, told) -> {
          int row = Integer.parseInt(id.substring(1));
          assertThat(row).isGreaterThanOrEqualTo(1600);
          assertThat(told).startsWith(Corpus.id(row - 1600));
        });
    for (int partitions : new int[] {2, 7}) {
      assertThat(gone(rows.repartition(partitions), stored.repartition(partitions)))
          .isEqualTo(once);
    }
  }
}
