package dev.nightshift.curation.spark.dedup;

import static org.apache.spark.sql.functions.col;

import dev.nightshift.curation.dedup.Components;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The smallest node of each node's connected component. Few edges are joined on the driver, where
 * they take about 100 bytes each; more of them by {@link StarComponents} on the workers. Both give
 * the same labels.
 */
final class ComponentFinder {

  /** Most edges that are joined on the driver. */
  static final long ON_DRIVER = 500_000;

  static final StructType LABEL =
      new StructType()
          .add(Names.ID, DataTypes.LongType, false)
          .add(Names.LABEL, DataTypes.LongType, false);

  private final long onDriver;

  ComponentFinder(long onDriver) {
    this.onDriver = onDriver;
  }

  /**
   * The label of each node that an edge names.
   *
   * @param edges two columns of nodes
   */
  Dataset<Row> labels(Dataset<Row> edges) {
    Dataset<Row> plain = edges.toDF("a", "b").where(col("a").notEqual(col("b"))).distinct();
    return plain.count() <= onDriver ? onDriver(plain) : StarComponents.labels(plain);
  }

  private static Dataset<Row> onDriver(Dataset<Row> edges) {
    List<long[]> parts =
        edges
            .javaRDD()
            .mapPartitions(
                part -> {
                  LongStream.Builder nodes = LongStream.builder();
                  part.forEachRemaining(edge -> nodes.add(edge.getLong(0)).add(edge.getLong(1)));
                  return List.of(nodes.build().toArray()).iterator();
                })
            .collect();
    long[] all = parts.stream().flatMapToLong(Arrays::stream).toArray();
    return rows(edges.sparkSession(), Components.of(all));
  }

  /** Components as id and label. */
  static Dataset<Row> rows(SparkSession spark, Components components) {
    List<Row> rows = new ArrayList<>(components.size());
    for (int i = 0; i < components.size(); i++) {
      rows.add(RowFactory.create(components.node(i), components.label(i)));
    }
    int slices = Math.max(1, Math.min(rows.size() / 10_000 + 1, 64));
    return spark.createDataFrame(
        JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(rows, slices), LABEL);
  }
}
