package dev.nightshift.curation.ingest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Plain text as records with one field, {@code text}. The position is the line where the record
 * starts. A record with a NUL byte is no text.
 */
final class TextRecords implements RecordReader {

  private final ByteLines lines;
  private final TextSplit split;
  private final int limit;

  TextRecords(InputStream in, TextSplit split, int limit, long firstLine) {
    this.lines = new ByteLines(in, limit, firstLine);
    this.split = split;
    this.limit = limit;
  }

  @Override
  public @Nullable Parsed next() throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    long start = 0;
    long length = 0;
    for (ByteLines.Line line = lines.next(); line != null; line = lines.next()) {
      boolean blank = line.whole() && line.blank();
      if (blank && start == 0 && split != TextSplit.FILE) {
        continue;
      }
      if (blank && split == TextSplit.PARAGRAPH) {
        break;
      }
      if (start == 0) {
        start = line.number();
      } else {
        append(text, new byte[] {'\n'});
        length++;
      }
      append(text, line.bytes());
      length += line.length();
      if (split == TextSplit.LINE) {
        break;
      }
    }
    if (start == 0) {
      return null;
    }
    byte[] raw = text.toByteArray();
    if (length > raw.length) {
      return JsonLines.tooLong(start, raw, length);
    }
    int nul = indexOfNul(raw);
    if (nul >= 0) {
      return new Parsed.Bad(
          start,
          raw,
          RejectReason.NUL_BYTE,
          "the byte at offset " + nul + " is 0: no text, or UTF-16 without its mark");
    }
    try {
      var fields = JsonNodeFactory.instance.objectNode().put("text", StrictText.decode(raw));
      return new Parsed.Fields(start, raw, fields);
    } catch (StrictText.Malformed e) {
      return new Parsed.Bad(start, raw, RejectReason.INVALID_UTF8, String.valueOf(e.getMessage()));
    }
  }

  static int indexOfNul(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        return i;
      }
    }
    return -1;
  }

  private void append(ByteArrayOutputStream text, byte[] bytes) {
    text.write(bytes, 0, Math.max(0, Math.min(bytes.length, limit - text.size())));
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
