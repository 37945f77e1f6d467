package dev.nightshift.curation.ingest;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a JSON array, or the objects of a file that holds one or several of them. The
 * file is cut at the top level by brackets and quotes alone, so that a broken element does not take
 * the others with it; each piece is then parsed strictly.
 */
final class JsonElements implements RecordReader {

  private final InputStream in;
  private final int limit;
  private boolean started;
  private boolean inArray;
  private long number;

  JsonElements(InputStream in, int limit) {
    this.in = new BufferedInputStream(in, 1 << 16);
    this.limit = limit;
  }

  @Override
  public @Nullable Parsed next() throws IOException {
    int c = skip();
    if (!started) {
      started = true;
      if (c == 0xEF) {
        in.read();
        in.read();
        c = skip();
      }
      if (c == '[') {
        inArray = true;
        c = skip();
      }
    }
    while (c == ',' || (inArray && c == ']')) {
      c = skip();
    }
    if (c < 0) {
      return null;
    }
    return element(c);
  }

  private Parsed element(int first) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    long length = 0;
    int depth = 0;
    boolean quoted = false;
    boolean escaped = false;
    for (int c = first; c >= 0; c = in.read()) {
      if (!quoted && depth == 0 && length > 0 && (c == ',' || c == ']')) {
        break;
      }
      length++;
      if (bytes.size() < limit) {
        bytes.write(c);
      }
      if (quoted) {
        quoted = escaped || c != '"';
        escaped = !escaped && c == '\\';
      } else if (c == '"') {
        quoted = true;
      } else if (c == '{' || c == '[') {
        depth++;
      } else if (c == '}' || c == ']') {
        depth--;
        if (depth <= 0) {
          break;
        }
      }
    }
    number++;
    byte[] raw = bytes.toByteArray();
    return length > raw.length
        ? JsonLines.tooLong(number, raw, length)
        : JsonRecords.parse(number, raw);
  }

  private int skip() throws IOException {
    int c = in.read();
    while (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      c = in.read();
    }
    return c;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
