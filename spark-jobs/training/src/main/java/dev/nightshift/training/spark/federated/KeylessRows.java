package dev.nightshift.training.spark.federated;

import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.training.spark.ExampleRejects;
import dev.nightshift.training.spark.RefusedExample;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rows that say no client, so that they belong to nobody, or have nothing to learn: they are
 * counted and become rows of {@code rejects}.
 */
final class KeylessRows {

  private static final String COUNT = "rows-without-client";
  private static final String NO_CLIENT = "no-client";

  private final Path folder;

  /** Those of a run. */
  KeylessRows(Path work) {
    this.folder = work;
  }

  /**
   * Keeps the rows until they are appended.
   *
   * @param rows the rows
   * @param key the column that says whose they are
   * @param fields columns that have to have a value too
   * @param stage the job that refuses them
   */
  void keep(Dataset<Row> rows, String key, List<String> fields, String stage) throws IOException {
    try (ExampleRejects rejects = new ExampleRejects(file(), stage)) {
      RefusedExample nobody = new RefusedExample(NO_CLIENT, "column '" + key + "' has no value");
      rejects.addAll(rows, row -> ExampleRejects.withoutValue(row, fields).orElse(nobody));
    }
  }

  /** Appends them, once, and adds their numbers to the outcome. */
  JobOutcome tell(JobContext context, JobOutcome outcome) throws IOException {
    ExampleRejects.append(context, file(), 0);
    JobOutcome more = outcome;
    for (Map.Entry<String, Long> reason : ExampleRejects.counts(file()).entrySet()) {
      String name = reason.getKey().equals(NO_CLIENT) ? COUNT : "rejected/" + reason.getKey();
      more = more.count(name, reason.getValue());
    }
    return more;
  }

  private Path file() {
    return folder.resolve("rejects.jsonl");
  }
}
