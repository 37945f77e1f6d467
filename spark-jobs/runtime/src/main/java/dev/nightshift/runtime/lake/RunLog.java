package dev.nightshift.runtime.lake;

import dev.nightshift.runtime.codec.RecordCodec;
import dev.nightshift.schema.table.LakeTables;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The table {@code runs}: its rows are the commits of the lake. Safe for use by several threads and
 * processes.
 */
public final class RunLog {

  /** The table's name. */
  public static final String TABLE = LakeTables.RUNS.name();

  private static final RecordCodec<RunRecord> CODEC =
      RecordCodec.of(RunRecord.class, LakeTables.RUNS);
  private static final int REMEMBERED = 16;

  private final TableStore tables;
  // What one version of the table says never changes.
  private final Map<Long, List<RunRecord>> committedAt = new LinkedHashMap<>();

  RunLog(TableStore tables) {
    this.tables = tables;
  }

  /** The newest Delta version of {@code runs}; -1 where nothing has run yet. */
  public long version() {
    return tables.version(TABLE);
  }

  /**
   * The committed runs as of a version of {@code runs}, the oldest commit first. A run that was
   * committed again stands where it was committed last.
   */
  public List<RunRecord> committed(long runsVersion) {
    if (runsVersion < 0) {
      return List.of();
    }
    synchronized (committedAt) {
      List<RunRecord> known = committedAt.get(runsVersion);
      if (known != null) {
        return known;
      }
    }
    List<RunRecord> found =
        collect(
            tables
                .read(TABLE, runsVersion)
                .where(functions.col("status").equalTo(RunRecord.COMMITTED)));
    synchronized (committedAt) {
      if (committedAt.size() >= REMEMBERED) {
        committedAt.remove(committedAt.keySet().iterator().next());
      }
      committedAt.put(runsVersion, found);
    }
    return found;
  }

  private static List<RunRecord> collect(Dataset<Row> rows) {
    Map<String, RunRecord> last = new LinkedHashMap<>();
    CODEC.collect(rows).stream()
        .sorted(Comparator.comparing(RunRecord::finishedAt).thenComparing(RunRecord::runId))
        .forEach(
            run -> {
              last.remove(run.runId());
              last.put(run.runId(), run);
            });
    return List.copyOf(last.values());
  }

  /** The committed run with a fingerprint, if there is one; the newest of several. */
  public Optional<RunRecord> findCommitted(String fingerprint) {
    return committed(version()).stream()
        .filter(run -> run.fingerprint().equals(fingerprint))
        .reduce((older, newer) -> newer);
  }

  /** The committed run of an id, if there is one. */
  public Optional<RunRecord> findRun(String runId) {
    return committed(version()).stream().filter(run -> run.runId().equals(runId)).findFirst();
  }

  /** Every row of the table, failed attempts included, the oldest first. */
  public List<RunRecord> history() {
    long version = version();
    if (version < 0) {
      return List.of();
    }
    return CODEC.collect(tables.read(TABLE, version)).stream()
        .sorted(Comparator.comparing(RunRecord::finishedAt).thenComparing(RunRecord::runId))
        .toList();
  }

  /**
   * Writes a row that makes a run's rows visible, once for each run.
   *
   * @return the Delta version of {@code runs} that holds the row
   */
  public long commit(RunRecord run) {
    return commit(run, 0);
  }

  /**
   * Commits a committed run again, so that the sets it built are the newest once more.
   *
   * @param run the run, as it was committed
   * @param now when it was asked for again
   */
  public long commitAgain(RunRecord run, Instant now) {
    long before =
        tables
            .read(TABLE, version())
            .where(
                functions
                    .col("run_id")
                    .equalTo(run.runId())
                    .and(functions.col("status").equalTo(RunRecord.COMMITTED)))
            .count();
    return commit(run.again(now), before);
  }

  private long commit(RunRecord run, long repetition) {
    if (!run.status().equals(RunRecord.COMMITTED)) {
      throw new IllegalArgumentException("run " + run.runId() + " is " + run.status());
    }
    return append(run, run.runId() + "/" + TABLE, repetition);
  }

  /** Writes down an attempt that failed or was refused; it makes nothing visible. */
  public long recordFailure(RunRecord run) {
    if (run.status().equals(RunRecord.COMMITTED)) {
      throw new IllegalArgumentException("run " + run.runId() + " did not fail");
    }
    return append(run, "attempt/" + UUID.randomUUID(), 0);
  }

  private long append(RunRecord run, String applicationId, long repetition) {
    tables.ensure(TABLE, LakeTables.RUNS);
    return tables.append(
        TABLE, CODEC.dataset(tables.spark(), List.of(run)).coalesce(1), applicationId, repetition);
  }
}
