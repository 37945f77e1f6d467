package dev.nightshift.curation.ingest;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How files are cut into records.
 *
 * @param split what a document is in plain text
 * @param delimiter between the fields of CSV; null for the one that the file's name tells
 * @param maxRecordBytes longer records are rejected
 */
public record ReadOptions(TextSplit split, @Nullable Character delimiter, int maxRecordBytes)
    implements Serializable {

  public ReadOptions {
    if (maxRecordBytes < 1) {
      throw new IllegalArgumentException("maxRecordBytes must be positive, was " + maxRecordBytes);
    }
  }
}
