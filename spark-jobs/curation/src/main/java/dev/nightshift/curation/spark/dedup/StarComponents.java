package dev.nightshift.curation.spark.dedup;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.min;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Connected components on the workers, by alternating large-star and small-star operations until
 * nothing changes (Kiveris, Lattanzi, Mirrokni, Rastogi and Vassilvitskii 2014, "Connected
 * components in MapReduce and beyond", section 3). Large-star joins each larger neighbour of a node
 * to the node's smallest neighbour, small-star the smaller ones and the node itself. In the end
 * each node is joined to the smallest of its component. Edges never grow in number, and no worker
 * holds the neighbours of a node together.
 */
final class StarComponents {

  private static final int MOST_ROUNDS = 100;

  private StarComponents() {}

  /**
   * The label of each node that an edge names.
   *
   * @param edges distinct, columns a and b, no loops
   */
  static Dataset<Row> labels(Dataset<Row> edges) {
    Dataset<Row> now = settled(edges);
    Row sum = sum(now);
    for (int round = 0; round < MOST_ROUNDS; round++) {
      now = settled(smallStar(settled(largeStar(now))));
      Row next = sum(now);
      if (next.equals(sum)) {
        return now.select(col("a").as(Names.ID), col("b").as(Names.LABEL))
            .union(now.select(col("b").as(Names.ID), col("b").as(Names.LABEL)))
            .distinct();
      }
      sum = next;
    }
    throw new IllegalStateException("components did not settle in " + MOST_ROUNDS + " rounds");
  }

  /** Cuts the plan off: each round would carry those before it. */
  private static Dataset<Row> settled(Dataset<Row> edges) {
    boolean reliable = edges.sparkSession().sparkContext().getCheckpointDir().isDefined();
    return reliable ? edges.checkpoint(true) : edges.localCheckpoint(true);
  }

  private static Row sum(Dataset<Row> edges) {
    return edges.agg(expr("count(1)"), expr("bit_xor(xxhash64(a, b))")).first();
  }

  private static Dataset<Row> largeStar(Dataset<Row> edges) {
    Dataset<Row> both = edges.union(edges.select(col("b").as("a"), col("a").as("b")));
    Dataset<Row> smallest =
        both.groupBy("a").agg(min("b").as("m")).select(col("a"), least(col("a"), col("m")).as("m"));
    return both.join(smallest, "a")
        .where(col("b").gt(col("a")))
        .select(col("b").as("a"), col("m").as("b"))
        .distinct();
  }

  private static Dataset<Row> smallStar(Dataset<Row> edges) {
    // Each edge from its larger node to its smaller one.
    Dataset<Row> down = edges.select(expr("greatest(a, b)").as("a"), expr("least(a, b)").as("b"));
    Dataset<Row> smallest = down.groupBy("a").agg(min("b").as("m"));
    Dataset<Row> joined =
        down.join(smallest, "a")
            .where(col("b").notEqual(col("m")))
            .select(col("b").as("a"), col("m").as("b"));
    return joined.union(smallest.select(col("a"), col("m").as("b"))).distinct();
  }
}
