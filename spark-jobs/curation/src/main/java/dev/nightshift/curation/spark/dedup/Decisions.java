package dev.nightshift.curation.spark.dedup;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What several methods decided on the same records, one after another, as one decision on each: a
 * record that went goes where the record that stood for it goes.
 */
final class Decisions {

  private static final String KEEPER = "keeper";

  private final Held held;
  private Dataset<Row> decided;

  /** Decisions on records (row_id) of which all are kept so far, each a cluster by itself. */
  Decisions(Dataset<Row> records, Held held) {
    this.held = held;
    this.decided =
        records.select(
            col(Names.ROW_ID).as("id"),
            col(Names.ROW_ID).as(KEEPER),
            col(Names.ROW_ID).as(Names.CLUSTER),
            lit(1.0).as(Names.SIMILARITY));
  }

  /** Those of some rows (row_id and more) that are kept. */
  Dataset<Row> kept(Dataset<Row> rows) {
    Dataset<Row> gone =
        decided.where(col("id").notEqual(col(KEEPER))).select(col("id").as("gone_row"));
    return rows.join(gone, col(Names.ROW_ID).equalTo(col("gone_row")), "left_anti");
  }

  /**
   * Adds what one more method decided on the kept records.
   *
   * @param told row_id, cluster_id, kept and similarity; records that are not among them are
   *     clusters by themselves
   */
  void add(Dataset<Row> told) {
    Dataset<Row> keepers =
        told.where(col(Names.KEPT))
            .select(col(Names.CLUSTER_ID).as("kept_cluster"), col(Names.ROW_ID).as("new_keeper"));
    Dataset<Row> moves =
        told.select(
                col(Names.ROW_ID).as("moved"),
                col(Names.CLUSTER_ID).as("new_cluster"),
                col(Names.SIMILARITY).as("new_similarity"))
            .join(keepers, col("new_cluster").equalTo(col("kept_cluster")));
    decided =
        held.hold(
            decided
                .join(moves, col(KEEPER).equalTo(col("moved")), "left")
                .select(
                    col("id"),
                    coalesce(col("new_keeper"), col(KEEPER)).as(KEEPER),
                    coalesce(col("new_cluster"), col(Names.CLUSTER)).as(Names.CLUSTER),
                    when(
                            col("moved").isNotNull().and(col("id").equalTo(col(KEEPER))),
                            col("new_similarity"))
                        .otherwise(col(Names.SIMILARITY))
                        .as(Names.SIMILARITY)));
  }

  /** id, cluster, kept and similarity of each record. */
  Dataset<Row> rows() {
    return decided.select(
        col("id"),
        col(Names.CLUSTER),
        col("id").equalTo(col(KEEPER)).as(Names.KEPT),
        col(Names.SIMILARITY));
  }
}
