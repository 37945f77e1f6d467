package dev.nightshift.eval.data;

import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.identity.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Plain text: a row for each line, or for the file; the field is {@code text}. */
final class TextReader extends RowReader {

  private static final String FIELD = "text";

  private final boolean lines;

  TextReader(DataOptions options, Path file, boolean lines) {
    super(options, file);
    this.lines = lines;
  }

  @Override
  void read(List<DataRow> rows, Faults faults) throws IOException {
    String whole = text();
    if (whole.isEmpty()) {
      return;
    }
    if (!lines) {
      rows.add(line(1, whole));
      return;
    }
    String body = whole.endsWith("\n") ? whole.substring(0, whole.length() - 1) : whole;
    int number = 0;
    for (String line : body.split("\n", -1)) {
      number++;
      rows.add(line(number, line.endsWith("\r") ? line.substring(0, line.length() - 1) : line));
    }
  }

  private DataRow line(int number, String line) {
    String id = Digest.start().add("item").add(number).add(line).hex();
    return row(id, number, Map.of(FIELD, line));
  }
}
