package dev.nightshift.runtime.job;

import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.runtime.progress.Progress;
import dev.nightshift.schema.table.TableSchema;
import java.nio.file.Path;
import java.time.Clock;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What a run may touch. */
public interface JobContext {

  /** The session of this process. */
  SparkSession spark();

  /** The lake; for reading what no input names, such as {@code models}. */
  Lake lake();

  /** The id of this run: the job's name and the start of its fingerprint. Equal for a rerun. */
  String runId();

  /** The seed of every random choice of the run. */
  long seed();

  /** The pinned input that an option of kind {@link OptionKind#INPUT} names. */
  Input input(String optionName);

  /** The visible rows of an input that is a table of the lake. */
  Dataset<Row> read(Input.OfTable input);

  /**
   * Appends rows to a table, once: a repeat of the same run, table and segment adds nothing. The
   * column {@code run_id} is filled in. The table is made where it does not exist.
   *
   * @param table the table's name
   * @param schema its kind
   * @param rows the rows, with the columns of the schema in any order, without {@code run_id}
   * @param segment a number that a rerun gives to the same rows, from 0, growing within a run
   * @return the Delta version that holds the rows
   */
  long append(String table, TableSchema schema, Dataset<Row> rows, long segment);

  /** Whether this run has written that segment of that table already. */
  boolean written(String table, long segment);

  /**
   * A folder of this run for checkpoints and side files; it survives a kill, and is deleted when
   * the run is committed.
   */
  Path workFolder();

  /** Where the run tells how far it is. */
  Progress progress();

  /** The clock. */
  Clock clock();
}
