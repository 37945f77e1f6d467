package dev.nightshift.training.spark;

import dev.nightshift.schema.error.WorkException;
import dev.nightshift.training.data.SequenceFile;
import dev.nightshift.training.data.SequenceWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Tokenises examples into a folder that all workers read. Rows stream through the driver one
 * partition at a time, so its memory does not grow with the data. A folder that is there already is
 * kept: its name belongs to one run, whose inputs are pinned.
 */
public final class SequencePreparation {

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
   * Prepares a folder.
   *
   * @param rows the examples, in a stable order
   * @param encoding what a row becomes
   * @param limit the greatest number of rows to use; the first ones
   */
  public static void write(Dataset<Row> rows, Encoding encoding, Path folder, long limit)
      throws IOException {
    if (SequenceFile.exists(folder)) {
      return;
    }
    long used = 0;
    try (SequenceWriter writer = new SequenceWriter(folder)) {
      Iterator<Row> iterator = rows.toLocalIterator();
      while (iterator.hasNext() && used < limit) {
        if (encoding.add(iterator.next(), writer)) {
          used++;
        }
      }
      writer.finish();
    }
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
