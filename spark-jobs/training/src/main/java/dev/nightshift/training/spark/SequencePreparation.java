package dev.nightshift.training.spark;

import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.schema.error.WorkException;
import dev.nightshift.training.data.SequenceFile;
import dev.nightshift.training.data.SequenceWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import org.apache.spark.sql.Row;

/**
 * Tokenises examples into a folder that all workers read. Rows stream through the driver one
 * partition at a time, so its memory does not grow with the data. A folder that is there already is
 * kept: its name belongs to one run, whose inputs are pinned.
 */
public final class SequencePreparation {

  private static final String NOTHING = "nothing-to-learn";

  private SequencePreparation() {}

  /** Writes the sequences of one row. */
  @FunctionalInterface
  public interface Encoding {
    /**
     * Adds what a row gives.
     *
     * @return whether it gave anything
     */
    boolean add(Row row, SequenceWriter writer) throws IOException;
  }

  /**
   * Prepares a folder; rows that give nothing are told beside it, until {@link #refused} appends
   * them.
   *
   * @param limit the greatest number of usable rows to take; the first ones
   * @param encoding what a row becomes
   * @param stage name of the job, for rejects
   */
  public static void write(
      ExampleReader.Examples rows, long limit, Encoding encoding, Path folder, String stage)
      throws IOException {
    if (SequenceFile.exists(folder)) {
      return;
    }
    try (SequenceWriter writer = new SequenceWriter(folder)) {
      try (ExampleRejects rejects = new ExampleRejects(rejectsOf(folder), stage)) {
        rejects.addAll(
            rows.unusable(),
            row -> ExampleRejects.withoutValue(row, rows.fields().names()).orElseThrow());
        Iterator<Row> usable = rows.usable().toLocalIterator();
        long used = 0;
        while (usable.hasNext() && used < limit) {
          Row row = usable.next();
          if (encoding.add(row, writer)) {
            used++;
          } else {
            rejects.add(row, new RefusedExample(NOTHING, "no token is left to predict"));
          }
        }
      }
      writer.finish();
    }
  }

  private static Path rejectsOf(Path folder) {
    return folder.resolveSibling(folder.getFileName() + ".rejects.jsonl");
  }

  /**
   * Appends the rows that gave nothing to {@code rejects}, once, and counts them by reason.
   *
   * @param segment of the rejects
   */
  public static JobOutcome refused(
      JobContext context, Path folder, long segment, String prefix, JobOutcome outcome)
      throws IOException {
    ExampleRejects.append(context, rejectsOf(folder), segment);
    Map<String, Long> counts = ExampleRejects.counts(rejectsOf(folder));
    return counts.isEmpty() ? outcome : ExampleRejects.count(outcome, prefix, counts);
  }

  /** Opens a folder and refuses one with nothing in it. */
  public static SequenceFile open(Path folder, String input) throws IOException {
    SequenceFile file = SequenceFile.open(folder);
    if (file.count() == 0) {
      file.close();
      throw new WorkException(
          "'" + input + "' gave nothing to learn from",
          "",
          "Look at its rows: they are empty, or none belongs to the wanted split.");
    }
    return file;
  }
}
