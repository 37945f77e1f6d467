package dev.nightshift.curation.spark.dedup;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.LogicalRDD$;
import org.apache.spark.storage.StorageLevel;

/**
 * Data sets that are used more than once, kept until the work is done. What is built on one knows
 * nothing of how it was made: plans that carried all steps before them would take longer to analyse
 * than to run. A lost executor's part is made again all the same.
 */
final class Held implements AutoCloseable {

  private final List<Dataset<Row>> held = new ArrayList<>();

  Dataset<Row> hold(Dataset<Row> rows) {
    Dataset<Row> kept = rows.persist(StorageLevel.MEMORY_AND_DISK());
    held.add(kept);
    return Dataset.ofRows(
        kept.sparkSession(),
        LogicalRDD$.MODULE$.fromDataset(kept.queryExecution().toRdd(), kept, kept.isStreaming()));
  }

  @Override
  public void close() {
    for (int i = held.size() - 1; i >= 0; i--) {
      held.get(i).unpersist(false);
    }
    held.clear();
  }
}
