package dev.nightshift.curation.spark.decontaminate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import dev.nightshift.curation.decontaminate.BenchmarkIndex;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.table.TableSchema;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Looks for the items of benchmarks in the rows of a table. What is found stays in memory until the
 * search is closed.
 */
public final class ItemSearch implements AutoCloseable {

  private final Broadcast<BenchmarkIndex> broadcast;
  private final Dataset<Row> suspects;
  private final Dataset<Row> overlaps;
  private final int common;

  private ItemSearch(
      Broadcast<BenchmarkIndex> broadcast,
      Dataset<Row> suspects,
      Dataset<Row> overlaps,
      int common) {
    this.broadcast = broadcast;
    this.suspects = suspects;
    this.overlaps = overlaps;
    this.common = common;
  }

  /**
   * Starts a search.
   *
   * @param rows with a {@code row_id}
   * @param columns those that are looked through, as one text
   * @param index the items
   * @param maxTexts an n-gram that more texts have is a common phrase and does not count
   */
  public static ItemSearch in(
      Dataset<Row> rows, List<String> columns, BenchmarkIndex index, long maxTexts) {
    Broadcast<BenchmarkIndex> broadcast =
        JavaSparkContext.fromSparkContext(rows.sparkSession().sparkContext()).broadcast(index);
    Dataset<Row> suspects =
        Suspects.of(rows, columns, broadcast).persist(StorageLevel.MEMORY_AND_DISK());
    long[] common =
        suspects
            .selectExpr("explode(" + Suspects.GRAMS + ") AS gram")
            .groupBy("gram")
            .agg(count(lit(1)).as("texts"))
            .where(col("texts").gt(maxTexts))
            .select("gram")
            .collectAsList()
            .stream()
            .mapToLong(row -> row.getLong(0))
            .sorted()
            .toArray();
    Dataset<Row> overlaps =
        Suspects.overlaps(suspects, broadcast, common).persist(StorageLevel.MEMORY_AND_DISK());
    return new ItemSearch(broadcast, suspects, overlaps, common.length);
  }

  /**
   * The columns of a kind of table that are looked through.
   *
   * @param table the table's name, for the message
   * @throws RequestException if the kind holds no texts
   */
  public static List<String> columns(TableSchema kind, String table) {
    return switch (kind.name()) {
      case "documents", "curated" -> List.of("text");
      case "prompts" -> List.of("prompt", "answer");
      case "preferences" -> List.of("prompt", "chosen", "rejected");
      default ->
          throw new RequestException(
              "table " + table + " holds " + kind.name() + ", which are no texts",
              "the table that is read",
              "Name a table of documents, curated documents, prompts or preferences.");
    };
  }

  /**
   * One row for each pair of a row and an item that it holds: {@code task}, {@code item}, {@code
   * row_id}, {@code share} of the item's n-grams, {@code passage}; and a {@code reject} on the
   * first pair of each row.
   */
  public Dataset<Row> overlaps() {
    return overlaps;
  }

  /** How many n-grams did not count as common phrases. */
  public int common() {
    return common;
  }

  @Override
  public void close() {
    overlaps.unpersist(true);
    suspects.unpersist(true);
    broadcast.destroy();
  }
}
