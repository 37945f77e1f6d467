package dev.nightshift.schema.table;

import java.io.Serializable;
import java.util.Objects;

/**
 * A column of a table.
 *
 * @param name in snake case
 * @param type its type
 * @param nullable whether a row may leave it empty
 * @param doc what it says, in one line: it becomes the column's comment in the lake
 */
public record Column(String name, ColumnType type, boolean nullable, String doc)
    implements Serializable {

  public Column {
    Objects.requireNonNull(type, "type");
    if (!name.matches("[a-z][a-z0-9_]*")) {
      throw new IllegalArgumentException("column name '" + name + "' is not in snake case");
    }
  }

  static Column required(String name, ColumnType type, String doc) {
    return new Column(name, type, false, doc);
  }

  static Column optional(String name, ColumnType type, String doc) {
    return new Column(name, type, true, doc);
  }
}
