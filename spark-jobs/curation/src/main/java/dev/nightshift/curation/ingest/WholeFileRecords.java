package dev.nightshift.curation.ingest;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A file that is one record; an empty file is none. */
abstract class WholeFileRecords implements RecordReader {

  private final InputStream in;
  private final int limit;
  private boolean done;

  WholeFileRecords(InputStream in, int limit) {
    this.in = in;
    this.limit = limit;
  }

  /** The record that these bytes are. */
  abstract Parsed parse(byte[] raw);

  @Override
  public final @Nullable Parsed next() throws IOException {
    if (done) {
      return null;
    }
    done = true;
    byte[] raw = in.readNBytes(limit);
    if (raw.length == 0) {
      return null;
    }
    long beyond = raw.length < limit ? 0 : drain();
    return beyond > 0 ? JsonLines.tooLong(1, raw, raw.length + beyond) : parse(raw);
  }

  /** The bytes as text, without a byte order mark. */
  static String text(byte[] raw) throws StrictText.Malformed {
    String text = StrictText.decode(raw);
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private long drain() throws IOException {
    byte[] buffer = new byte[1 << 16];
    long length = 0;
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      length += n;
    }
    return length;
  }

  @Override
  public final void close() throws IOException {
    in.close();
  }
}
