package dev.nightshift.curation.ingest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Comma-separated values after RFC 4180, with a header line: a field may stand in double quotes, a
 * doubled quote stands for one, and a quoted field may hold line ends. Records are numbered from 1,
 * the header not counted.
 */
final class CsvRecords implements RecordReader {

  private final InputStream in;
  private final int delimiter;
  private final int limit;
  private @Nullable List<String> header;
  private long number;

  CsvRecords(InputStream in, char delimiter, int limit) {
    this.in = new BufferedInputStream(in, 1 << 16);
    this.delimiter = delimiter;
    this.limit = limit;
  }

  @Override
  public @Nullable Parsed next() throws IOException {
    List<String> names = header;
    if (names == null) {
      Scan first = scan();
      if (first == null) {
        return null;
      }
      if (first.fault != null) {
        return new Parsed.Bad(1, first.raw, first.faultReason, "the header line: " + first.fault);
      }
      names = new ArrayList<>(first.fields);
      if (!names.isEmpty() && names.get(0).startsWith("\uFEFF")) {
        names.set(0, names.get(0).substring(1));
      }
      header = names;
    }
    Scan scan = scan();
    while (scan != null && scan.blank()) {
      scan = scan();
    }
    if (scan == null) {
      return null;
    }
    number++;
    if (scan.fault != null) {
      return new Parsed.Bad(number, scan.raw, scan.faultReason, scan.fault);
    }
    if (scan.fields.size() != names.size()) {
      return new Parsed.Bad(
          number,
          scan.raw,
          RejectReason.WRONG_FIELD_COUNT,
          "the record has " + scan.fields.size() + " fields, the header " + names.size());
    }
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < names.size(); i++) {
      fields.put(names.get(i), scan.fields.get(i));
    }
    return new Parsed.Fields(number, scan.raw, fields);
  }

  /** One record as it was cut from the bytes. */
  private static final class Scan {
    private final List<String> fields = new ArrayList<>();
    private byte[] raw = new byte[0];
    private @Nullable String fault;
    private RejectReason faultReason = RejectReason.BROKEN_CSV;

    boolean blank() {
      return fault == null && fields.size() == 1 && fields.get(0).isBlank();
    }

    void fail(RejectReason reason, String detail) {
      if (fault == null) {
        fault = detail;
        faultReason = reason;
      }
    }
  }

  private @Nullable Scan scan() throws IOException {
    int c = in.read();
    if (c < 0) {
      return null;
    }
    Scan scan = new Scan();
    ByteArrayOutputStream raw = new ByteArrayOutputStream();
    ByteArrayOutputStream field = new ByteArrayOutputStream();
    long length = 0;
    boolean quoted = false;
    boolean closed = false;
    for (; c >= 0; c = in.read()) {
      if (!quoted && c == '\n') {
        break;
      }
      length++;
      if (raw.size() < limit) {
        raw.write(c);
      }
      if (quoted) {
        if (c != '"') {
          write(field, c);
        } else if (peek() == '"') {
          in.read();
          length++;
          if (raw.size() < limit) {
            raw.write('"');
          }
          write(field, '"');
        } else {
          quoted = false;
          closed = true;
        }
      } else if (c == delimiter) {
        // Beyond the limit the record is rejected: its fields need no memory.
        if (length <= limit) {
          end(scan, field);
        }
        closed = false;
      } else if (c == '"' && field.size() == 0 && !closed) {
        quoted = true;
      } else if (c == '\r' && peek() == '\n') {
        // Part of the line's end.
        length--;
        continue;
      } else if (closed) {
        scan.fail(RejectReason.BROKEN_CSV, "text stands after a closing quote");
      } else {
        write(field, c);
      }
    }
    if (quoted) {
      scan.fail(RejectReason.BROKEN_CSV, "a quote is never closed");
    }
    end(scan, field);
    scan.raw = raw.toByteArray();
    if (length > limit) {
      scan.fault = null;
      scan.fail(
          RejectReason.TOO_LONG,
          "the record has " + length + " bytes, of which the first " + limit + " are kept");
    }
    return scan;
  }

  private void write(ByteArrayOutputStream field, int c) {
    if (field.size() < limit) {
      field.write(c);
    }
  }

  private static void end(Scan scan, ByteArrayOutputStream field) {
    try {
      scan.fields.add(StrictText.decode(field.toByteArray()));
    } catch (StrictText.Malformed e) {
      scan.fail(
          RejectReason.INVALID_UTF8, "field " + (scan.fields.size() + 1) + ": " + e.getMessage());
      scan.fields.add("");
    }
    field.reset();
  }

  private int peek() throws IOException {
    in.mark(1);
    int c = in.read();
    in.reset();
    return c;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
