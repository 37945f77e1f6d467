package dev.nightshift.curation.spark;

import dev.nightshift.curation.ingest.Parsed;
import dev.nightshift.curation.ingest.RejectReason;
import java.net.URI;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;

/**
 * The records of a Parquet file, which Spark reads; each row goes the way of a JSON record, with
 * its index as the position. Where a page does not read, the rows before it stay and the rest of
 * its task's range is one reject.
 */
final class ParquetRecords implements Iterator<Row> {

  private final Iterator<Row> stored;
  private final SourceFile file;
  private final RecordOutcome outcome;
  private long position;
  private boolean broken;
  private @Nullable Row next;

  private ParquetRecords(Iterator<Row> stored, SourceFile file, RecordOutcome outcome) {
    this.stored = stored;
    this.file = file;
    this.outcome = outcome;
  }

  /** All records of a file, each kept or rejected. */
  static Dataset<Row> of(SparkSession spark, SourceFile file, RecordOutcome outcome) {
    Dataset<Row> rows;
    try {
      // Spark takes a path as it is written, not a URI with its escapes.
      rows = spark.read().parquet(new Path(URI.create(file.uri())).toString());
    } catch (Exception e) {
      // The footer does not read. Scala declares none of its exceptions.
      return spark.createDataFrame(List.of(broken(file, 1, e)), outcome.struct());
    }
    JavaRDD<Row> records =
        rows.select(
                functions.expr("_metadata.row_index + 1"), functions.to_json(functions.struct("*")))
            .javaRDD()
            .mapPartitions(part -> new ParquetRecords(part, file, outcome));
    return spark.createDataFrame(records, outcome.struct());
  }

  private static Row broken(SourceFile file, long position, Exception e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String detail = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    return RecordOutcome.rest(file, position, RejectReason.BROKEN_FILE, detail);
  }

  @Override
  public boolean hasNext() {
    if (next == null && !broken) {
      next = read();
    }
    return next != null;
  }

  private @Nullable Row read() {
    Row row;
    try {
      row = stored.hasNext() ? stored.next() : null;
    } catch (Exception e) {
      if (isOfTheTask(e)) {
        throw e;
      }
      broken = true;
      return broken(file, position + 1, e);
    }
    if (row == null) {
      return null;
    }
    position = row.getLong(0);
    return outcome.of(file, Parsed.ofJson(position, row.getString(1)));
  }

  /** Whether it is the task that was stopped, and not the file that is damaged. */
  private static boolean isOfTheTask(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof org.apache.spark.TaskKilledException
          || cause instanceof InterruptedException) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Row row = next;
    next = null;
    if (row == null) {
      throw new NoSuchElementException();
    }
    return row;
  }
}
