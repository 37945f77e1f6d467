package dev.nightshift.curation.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.row_number;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.functions;

/**
 * Exact copies. Keys and ids alone are shuffled, never texts: the copies that go are joined back by
 * their row id.
 */
public final class ExactCopies {

  /** Column of the row id that names a cluster: the smallest. */
  public static final String CLUSTER = "cluster_id";

  /** Column that tells whether a row stays. */
  public static final String STAYS = "kept";

  // Their ids are sent to every worker: 64 digits each.
  private static final long BROADCAST = 1_000_000;

  private static final String RANK = "rank";
  private static final String SIZE = "size";

  private ExactCopies() {}

  /**
   * The members of clusters with more than one: row id, cluster, and whether the member stays,
   * which is the one that was ingested first, of several the one with the smallest row id.
   *
   * @param rows row_id, ingested_at and key, null for rows that are passed over, and more
   * @param more further columns to hand on
   */
  public static Dataset<Row> find(Dataset<Row> rows, String... more) {
    WindowSpec copies = Window.partitionBy(DocumentOutcome.KEY);
    List<Column> columns = new ArrayList<>();
    List<Column> given = new ArrayList<>();
    for (String name : more) {
      given.add(col(name));
    }
    columns.addAll(List.of(col(DocumentOutcome.KEY), col(DocumentOutcome.INGESTED), col("row_id")));
    columns.addAll(given);
    given.addAll(0, List.of(col("row_id"), col(CLUSTER), col(RANK).equalTo(1).as(STAYS)));
    return rows.where(col(DocumentOutcome.KEY).isNotNull())
        .select(columns.toArray(Column[]::new))
        .withColumn(
            RANK, row_number().over(copies.orderBy(col(DocumentOutcome.INGESTED), col("row_id"))))
        .withColumn(SIZE, count(lit(1)).over(copies))
        .withColumn(CLUSTER, min(col("row_id")).over(copies))
        .where(col(SIZE).gt(1))
        .select(given.toArray(Column[]::new));
  }

  /**
   * The outcomes that passed, without the copies that go.
   *
   * @param going how many those are
   */
  static Dataset<Row> without(Dataset<Row> outcomes, Dataset<Row> copies, long going) {
    Dataset<Row> passed = outcomes.where(col(DocumentOutcome.KEY).isNotNull());
    if (going == 0) {
      return passed;
    }
    Dataset<Row> ids = copies.where(functions.not(col(STAYS))).select("row_id");
    Dataset<Row> sent = going <= BROADCAST ? functions.broadcast(ids) : ids;
    return passed.join(sent, passed.col("row_id").equalTo(ids.col("row_id")), "left_anti");
  }
}
