package dev.nightshift.eval.data;

import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.identity.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows of separated values (RFC 4180): a value in quotes may hold separators, line breaks and, in
 * pairs, quotes. The first row names the columns unless names are given; a column without a name is
 * left out. All values are texts.
 */
final class TableReader extends RowReader {

  private final char separator;

  TableReader(DataOptions options, Path file, char separator) {
    super(options, file);
    this.separator = separator;
  }

  @Override
  void read(List<DataRow> rows, Faults faults) throws IOException {
    List<String> columns = options().columns();
    int number = 0;
    Cursor cursor = new Cursor(text());
    while (cursor.hasNext()) {
      int line = cursor.line;
      List<String> cells = cursor.next(separator);
      if (cells.size() == 1 && cells.get(0).isBlank()) {
        continue;
      }
      if (columns.isEmpty()) {
        columns = cells;
        continue;
      }
      if (cells.size() != columns.size()) {
        faults.add(
            cells.size() + " values stand in a row of " + columns.size() + " columns",
            file() + ":" + line,
            "Quote values that hold the separator or a line break.");
        return;
      }
      number++;
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      Digest id = Digest.start().add("item").add(number);
      for (int i = 0; i < cells.size(); i++) {
        id.add(cells.get(i));
        if (!columns.get(i).isEmpty()) {
          fields.put(columns.get(i), cells.get(i));
        }
      }
      rows.add(row(id.hex(), line, fields));
    }
    if (cursor.isOpen) {
      faults.add("a quote is not closed", file() + ":" + cursor.line, "");
    }
  }

  /** Goes through the text a row at a time. */
  private static final class Cursor {
    private final String text;
    private int at;
    private int line = 1;
    private boolean isOpen;

    private Cursor(String text) {
      this.text = text;
    }

    private boolean hasNext() {
      return at < text.length();
    }

    private List<String> next(char separator) {
      List<String> cells = new ArrayList<>();
      StringBuilder cell = new StringBuilder();
      boolean quoted = false;
      boolean begins = true;
      while (at < text.length()) {
        char c = text.charAt(at++);
        line += c == '\n' ? 1 : 0;
        if (quoted) {
          if (c == '"' && at < text.length() && text.charAt(at) == '"') {
            cell.append('"');
            at++;
          } else if (c == '"') {
            quoted = false;
          } else {
            cell.append(c);
          }
        } else if (c == '"' && begins) {
          quoted = true;
          begins = false;
        } else if (c == separator) {
          cells.add(cell.toString());
          cell.setLength(0);
          begins = true;
        } else if (c == '\n') {
          break;
        } else if (c != '\r' || at < text.length() && text.charAt(at) != '\n') {
          cell.append(c);
          begins = false;
        }
      }
      isOpen = quoted;
      cells.add(cell.toString());
      return cells;
    }
  }
}
