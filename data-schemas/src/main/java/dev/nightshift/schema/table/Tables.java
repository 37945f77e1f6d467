package dev.nightshift.schema.table;

import static dev.nightshift.schema.table.Column.required;
import static dev.nightshift.schema.table.ColumnType.Scalar.TEXT;

import dev.nightshift.schema.table.ColumnType.MapOf;
import java.util.ArrayList;
import java.util.List;

/** What the definitions of tables share. */
final class Tables {

  /** Texts by names. */
  static final MapOf TEXTS = new MapOf(TEXT);

  private Tables() {}

  /** The first version of a kind of table; every row names the run that wrote it. */
  static TableSchema table(
      String name, Growth growth, String doc, List<Constraint> constraints, Column... columns) {
    return table(name, 1, growth, doc, constraints, columns);
  }

  /** A kind of table in a version of its own. */
  static TableSchema table(
      String name,
      int version,
      Growth growth,
      String doc,
      List<Constraint> constraints,
      Column... columns) {
    List<Column> all = new ArrayList<>(List.of(columns));
    all.add(required(TableSchema.RUN_ID, TEXT, "The run that wrote the row"));
    return new TableSchema(name, version, growth, doc, all, constraints);
  }
}
