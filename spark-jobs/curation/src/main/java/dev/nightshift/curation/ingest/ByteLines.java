package dev.nightshift.curation.ingest;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Splits a stream of bytes into lines at {@code \n} or {@code \r\n}. A line that is longer than the
 * limit keeps its first bytes and its length, so that memory stays bounded.
 */
final class ByteLines implements Closeable {

  /**
   * A line without its end.
   *
   * @param number from 1
   * @param bytes its bytes, or the first of them
   * @param length how many it has
   */
  record Line(long number, byte[] bytes, long length) {
    boolean whole() {
      return bytes.length == length;
    }

    boolean blank() {
      for (byte b : bytes) {
        if (b != ' ' && b != '\t' && b != '\r') {
          return false;
        }
      }
      return true;
    }
  }

  private final InputStream in;
  private final int limit;
  private final byte[] buffer = new byte[1 << 16];
  private int position;
  private int filled;
  private long number;
  private byte[] line = new byte[1 << 10];

  ByteLines(InputStream in, int limit) {
    this(in, limit, 1);
  }

  /**
   * The lines of a part of a file.
   *
   * @param firstLine number of the part's first line
   */
  ByteLines(InputStream in, int limit, long firstLine) {
    this.in = in;
    this.limit = limit;
    this.number = firstLine - 1;
  }

  @Nullable Line next() throws IOException {
    int kept = 0;
    long length = 0;
    boolean any = false;
    boolean ended = false;
    byte last = 0;
    while (!ended && fill()) {
      any = true;
      int start = position;
      while (position < filled && buffer[position] != '\n') {
        position++;
      }
      int run = position - start;
      if (run > 0) {
        last = buffer[position - 1];
        int take = (int) Math.min(run, Math.max(0L, limit + 1L - kept));
        if (kept + take > line.length) {
          line = Arrays.copyOf(line, Math.max(kept + take, line.length * 2));
        }
        System.arraycopy(buffer, start, line, kept, take);
        kept += take;
        length += run;
      }
      if (position < filled) {
        position++;
        ended = true;
      }
    }
    if (!any) {
      return null;
    }
    number++;
    if (ended && last == '\r' && length > 0) {
      length--;
    }
    kept = (int) Math.min(Math.min(kept, length), limit);
    return withoutMark(new Line(number, Arrays.copyOf(line, kept), length));
  }

  /** The byte order mark that some programs put at the start of a file is no part of its text. */
  private static Line withoutMark(Line line) {
    byte[] b = line.bytes();
    boolean marked =
        line.number() == 1
            && b.length >= 3
            && b[0] == (byte) 0xEF
            && b[1] == (byte) 0xBB
            && b[2] == (byte) 0xBF;
    return marked ? new Line(1, Arrays.copyOfRange(b, 3, b.length), line.length() - 3) : line;
  }

  private boolean fill() throws IOException {
    if (position < filled) {
      return true;
    }
    position = 0;
    filled = Math.max(0, in.read(buffer));
    return filled > 0;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
