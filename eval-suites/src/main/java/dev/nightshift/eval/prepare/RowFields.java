package dev.nightshift.eval.prepare;

import dev.nightshift.eval.data.DataRow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads nested fields of rows, and says what is missing where. */
final class RowFields {

  private RowFields() {}

  static IllegalArgumentException wrong(DataRow row, String name, String wanted) {
    return new IllegalArgumentException(
        row.place() + ": field '" + name + "' is not " + wanted + ": " + row.fields().get(name));
  }

  /** A field that is a mapping. */
  static Map<String, @Nullable Object> map(DataRow row, String name) {
    if (row.fields().get(name) instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> found = new LinkedHashMap<>();
      map.forEach((key, value) -> found.put(String.valueOf(key), value));
      return found;
    }
    throw wrong(row, name, "a mapping");
  }

  /** A field that is a list. */
  static List<?> list(DataRow row, String name) {
    if (row.fields().get(name) instanceof List<?> list) {
      return list;
    }
    throw wrong(row, name, "a list");
  }

  /** A field that is a list of texts. */
  static List<String> texts(DataRow row, String name) {
    return list(row, name).stream().map(String::valueOf).toList();
  }

  /** A field that is a whole number, or a text that is one. */
  static int integer(DataRow row, String name) {
    try {
      return Integer.parseInt(row.text(name).strip());
    } catch (NumberFormatException e) {
      throw wrong(row, name, "a whole number");
    }
  }
}
