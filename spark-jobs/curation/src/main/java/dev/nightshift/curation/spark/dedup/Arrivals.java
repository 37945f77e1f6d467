package dev.nightshift.curation.spark.dedup;

import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.runtime.lake.PinnedTable;
import dev.nightshift.runtime.lake.RunRecord;
import dev.nightshift.runtime.lake.TableRef;
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

  private static final int LONGEST_CHAIN = 32;

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
    PinnedTable at = table;
    for (int i = 0; i < LONGEST_CHAIN; i++) {
      if (lake.kind(at.name()).name().equals(LakeTables.DOCUMENTS.name())) {
        return Optional.of(at);
      }
      List<String> runs = lake.visibleRuns(at);
      Optional<RunRecord.RunInput> input =
          runs.isEmpty()
              ? Optional.empty()
              : lake.runs().findRun(runs.get(0)).flatMap(Arrivals::tableInput);
      if (input.isEmpty()) {
        return Optional.empty();
      }
      Long version = input.get().version();
      Long runsVersion = input.get().runsVersion();
      if (version == null || runsVersion == null) {
        return Optional.empty();
      }
      String name = input.get().uri().substring(TableRef.PREFIX.length());
      if (!lake.exists(name)) {
        return Optional.empty();
      }
      at = new PinnedTable(name, version, runsVersion);
    }
    return Optional.empty();
  }

  private static Optional<RunRecord.RunInput> tableInput(RunRecord run) {
    return run.inputs().stream()
        .filter(input -> input.name().equals("input") && TableRef.isTable(input.uri()))
        .findFirst();
  }
}
