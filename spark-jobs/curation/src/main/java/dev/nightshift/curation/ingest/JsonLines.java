package dev.nightshift.curation.ingest;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** One JSON object a line; blank lines are passed over. */
final class JsonLines implements RecordReader {

  private final ByteLines lines;

  JsonLines(InputStream in, int limit, long firstLine) {
    this.lines = new ByteLines(in, limit, firstLine);
  }

  @Override
  public @Nullable Parsed next() throws IOException {
    for (ByteLines.Line line = lines.next(); line != null; line = lines.next()) {
      if (!line.whole()) {
        return tooLong(line.number(), line.bytes(), line.length());
      }
      if (!line.blank()) {
        return JsonRecords.parse(line.number(), line.bytes());
      }
    }
    return null;
  }

  static Parsed tooLong(long position, byte[] first, long length) {
    return new Parsed.Bad(
        position,
        first,
        RejectReason.TOO_LONG,
        "the record has " + length + " bytes, of which the first " + first.length + " are kept");
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
