package dev.nightshift.curation.spark.dedup;

import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.runtime.lake.Lineage;
import dev.nightshift.runtime.lake.PinnedTable;
import dev.nightshift.schema.table.LakeTables;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * When the rows of a table came in. Curated rows do not carry it: the run that built them names the
 * table that it read, and so on back to the documents.
 */
final class Arrivals {

  private Arrivals() {}

  /**
   * row_id and ingested_at of (at least) the rows of a table; all at one moment, so that row ids
   * alone decide, where its lineage does not lead to documents.
   */
  static Dataset<Row> of(JobContext context, PinnedTable table, Dataset<Row> rows) {
    if (List.of(rows.columns()).contains(Names.INGESTED)) {
      return rows.select(Names.ROW_ID, Names.INGESTED);
    }
    Optional<PinnedTable> documents = documents(context.lake(), table);
    if (documents.isPresent()) {
      return context.lake().read(documents.get()).select(Names.ROW_ID, Names.INGESTED);
    }
    context
        .progress()
        .line(
            "dedup: no run tells when the rows of "
                + table.name()
                + " came in; of equal age the smallest row id is the oldest");
    return rows.select(Names.ROW_ID)
        .withColumn(Names.INGESTED, functions.timestamp_seconds(functions.lit(0)));
  }

  private static Optional<PinnedTable> documents(Lake lake, PinnedTable table) {
    return Lineage.of(lake, table).stream()
        .map(Lineage.Step::table)
        .filter(at -> lake.kind(at.name()).name().equals(LakeTables.DOCUMENTS.name()))
        .findFirst();
  }
}
