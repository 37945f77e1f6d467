package dev.nightshift.training.spark.federated;

import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.training.spark.ExampleRejects;
import dev.nightshift.training.spark.RefusedExample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rows that say no client: they belong to nobody, are counted, and become rows of {@code rejects}.
 */
final class KeylessRows {

  private static final String COUNT = "rows-without-client";

  private final Path folder;

  /** Those of a run. */
  KeylessRows(Path work) {
    this.folder = work;
  }

  /**
   * Keeps the rows until they are appended.
   *
   * @param rows the rows
   * @param column the column that is empty
   * @param stage the job that refuses them
   */
  void keep(Dataset<Row> rows, String column, String stage) throws IOException {
    long count = 0;
    try (ExampleRejects rejects = new ExampleRejects(file(), stage)) {
      Iterator<Row> each = rows.toLocalIterator();
      while (each.hasNext()) {
        rejects.add(
            each.next(), new RefusedExample("no-client", "column '" + column + "' has no value"));
        count++;
      }
    }
    Files.writeString(folder.resolve(COUNT), Long.toString(count));
  }

  /** Appends them, once, and adds their number to the outcome. */
  JobOutcome tell(JobContext context, JobOutcome outcome) throws IOException {
    ExampleRejects.append(context, file(), 0);
    long count = Long.parseLong(Files.readString(folder.resolve(COUNT)));
    return count == 0 ? outcome : outcome.count(COUNT, count);
  }

  private Path file() {
    return folder.resolve("rejects.jsonl");
  }
}
