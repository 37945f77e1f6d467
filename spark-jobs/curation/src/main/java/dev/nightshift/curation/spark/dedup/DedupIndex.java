package dev.nightshift.curation.spark.dedup;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.lake.PinnedTable;
import dev.nightshift.schema.error.WorkException;
import dev.nightshift.schema.identity.Digest;
import dev.nightshift.schema.table.LakeTables;
import dev.nightshift.schema.table.TableSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RuntimeConfig;
import scala.Option;

/**
 * The index of near-deduplication in the lake: two tables, of the rows that were seen and of the
 * clusters that were merged. A run pins both when it first starts and compares with that state
 * however often it is started again; another run that extends the index in between is noticed
 * before anything is added twice.
 */
final class DedupIndex {

  /** Most row ids that are sent to every worker as a table. */
  static final long BROADCAST_IDS = 200_000;

  /** Row ids of the index that are sent to every worker at once, 64 bytes each. */
  private static final int IDS_AT_ONCE = 2_000_000;

  /** Most runs that a filter names. */
  private static final int MOST_RUNS = 1000;

  private static final String PIN_FILE = "index-state";
  private static final String PAGE_ROWS = "parquet.page.row.count.limit";
  private static final long ROWS_OF_A_PAGE = 1000;

  private final JobContext context;
  private final String table;
  private final String merges;
  private final String settings;
  private final String state;

  private DedupIndex(JobContext context, String table, String settings) {
    this.context = context;
    this.table = table;
    this.merges = table + "_merges";
    this.settings = settings;
    this.state = state(context, table, table + "_merges");
  }

  /**
   * Opens an index for a run.
   *
   * @param settings digest of the settings; rows of other settings are passed over
   * @throws WorkException if an earlier attempt of this run wrote something and the index has been
   *     extended since
   */
  static DedupIndex open(JobContext context, String table, String settings) {
    DedupIndex index = new DedupIndex(context, table, settings);
    index.remember();
    return index;
  }

  private static String state(JobContext context, String... tables) {
    Digest digest = Digest.start().add("index");
    for (String table : tables) {
      Optional<PinnedTable> pin = context.lake().newest(table);
      digest.add(pin.map(p -> context.lake().contentDigest(p)).orElse(""));
    }
    return digest.hex();
  }

  private void remember() {
    Path file = context.workFolder().resolve(PIN_FILE);
    try {
      boolean wrote = !context.lake().writtenBy(context.runId()).isEmpty();
      if (wrote && Files.exists(file) && !Files.readString(file).equals(state)) {
        throw changed();
      }
      Path beside = file.resolveSibling("." + PIN_FILE);
      Files.writeString(beside, state);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new WorkException(
          "the state of the index cannot be noted: " + e.getMessage(), file.toString(), "", e);
    }
  }

  private WorkException changed() {
    return new WorkException(
        "another run has extended the index " + table + " since this run started",
        "option 'index'",
        "Run one deduplication at a time on an index; start this one again with --force.");
  }

  /** The rows that were seen with these settings. */
  History history() {
    Optional<PinnedTable> rows = context.lake().newest(table);
    if (rows.isEmpty()) {
      return History.none(context.spark());
    }
    Dataset<Row> index = context.lake().read(rows.get()).where(col("settings").equalTo(settings));
    Dataset<Row> merged =
        context
            .lake()
            .newest(merges)
            .map(pin -> context.lake().read(pin).where(col("settings").equalTo(settings)))
            .orElseGet(
                () ->
                    index.limit(0).select(lit(0L).as("from_cluster"), lit(0L).as("into_cluster")));
    return History.of(index, merged);
  }

  /**
   * Those of the rows (row_id, run_id and more) that an index does not hold, told by their ids. The
   * ids of the index go to where the rows lie; neither is shuffled. Of other columns only those of
   * runs that wrote such rows are read, so that a night does not read the texts of all nights
   * before.
   */
  static Dataset<Row> fresh(Dataset<Row> rows, History history, Held held) {
    if (history.isEmpty()) {
      return rows;
    }
    Dataset<Row> fresh =
        held.hold(history.without(rows.select(Names.ROW_ID, TableSchema.RUN_ID), IDS_AT_ONCE));
    List<Row> runs =
        fresh.select(TableSchema.RUN_ID).distinct().limit(MOST_RUNS + 1).collectAsList();
    Dataset<Row> candidates =
        runs.size() > MOST_RUNS
            ? rows
            : rows.where(
                col(TableSchema.RUN_ID).isin(runs.stream().map(run -> run.getString(0)).toArray()));
    Dataset<Row> wanted = fresh.select(col(Names.ROW_ID).as("fresh"));
    return candidates.join(
        fresh.count() <= BROADCAST_IDS ? broadcast(wanted) : wanted,
        col(Names.ROW_ID).equalTo(col("fresh")),
        "leftsemi");
  }

  /** Adds what was found, in the last segments of a run. */
  void add(NearOutcome outcome) {
    if (!state(context, table, merges).equals(state)) {
      throw changed();
    }
    Dataset<Row> rows = NearDedup.indexed(outcome).withColumn("settings", lit(settings));
    // Small pages, so that a later night passes over those of rows that it does not compare.
    RuntimeConfig session = context.spark().conf();
    Option<String> usual = session.getOption(PAGE_ROWS);
    session.set(PAGE_ROWS, ROWS_OF_A_PAGE);
    try {
      context.append(table, LakeTables.DEDUP_INDEX, rows, 0);
    } finally {
      if (usual.isDefined()) {
        session.set(PAGE_ROWS, usual.get());
      } else {
        session.unset(PAGE_ROWS);
      }
    }
    context.append(
        merges, LakeTables.DEDUP_MERGES, outcome.merges().withColumn("settings", lit(settings)), 0);
  }
}
