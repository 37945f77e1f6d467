package dev.nightshift.curation.ingest;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The records of one file, in order, with bounded memory. */
public interface RecordReader extends Closeable {

  /** The next record; null at the end. */
  @Nullable Parsed next() throws IOException;
}
