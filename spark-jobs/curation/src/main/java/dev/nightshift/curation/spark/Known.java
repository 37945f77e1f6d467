package dev.nightshift.curation.spark;

import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.runtime.lake.PinnedTable;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Leaves out what a table holds already. */
public final class Known {

  private Known() {}

  /** The rows whose id no visible row of the table has. */
  public static Dataset<Row> without(Lake lake, String table, Dataset<Row> rows, String id) {
    Optional<PinnedTable> there = lake.newest(table);
    if (there.isEmpty()) {
      return rows;
    }
    Dataset<Row> ids = lake.read(there.get()).select(id);
    return rows.join(ids, rows.col(id).equalTo(ids.col(id)), "left_anti");
  }
}
