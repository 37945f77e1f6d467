package dev.nightshift.curation.ingest;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How files are cut into records.
 *
 * @param split what a document is in plain text
 * @param delimiter between the fields of CSV; null for the one that the file's name tells
 * @param maxRecordBytes longer records are rejected
 * @param encoding the encoding of text files
 * @param expansion how far a compressed file may grow
 * @param boilerplate what of a web page is text
 */
public record ReadOptions(
    TextSplit split,
    @Nullable Character delimiter,
    int maxRecordBytes,
    TextEncoding encoding,
    Expansion expansion,
    Boilerplate boilerplate)
    implements Serializable {

  /** What becomes of the menus, headers and footers of a web page. */
  public enum Boilerplate {
    /** They are taken out. */
    REMOVED,
    /** All text of the page stays. */
    KEPT
  }

  public ReadOptions {
    if (maxRecordBytes < 1) {
      throw new IllegalArgumentException("maxRecordBytes must be positive, was " + maxRecordBytes);
    }
  }

  /** The same with every other option at its default. */
  public ReadOptions(TextSplit split, @Nullable Character delimiter, int maxRecordBytes) {
    this(
        split,
        delimiter,
        maxRecordBytes,
        TextEncoding.AUTO,
        Expansion.DEFAULT,
        Boilerplate.REMOVED);
  }
}
