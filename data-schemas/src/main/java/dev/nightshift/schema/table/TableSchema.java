package dev.nightshift.schema.table;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The contract of a kind of table.
 *
 * <p>Every table has a {@code run_id} column, added here: a row is visible to readers once the run
 * that wrote it has committed its row in {@code runs}.
 *
 * @param name the schema's name; also the name of the default table of this kind
 * @param version grows with each change of the columns; a higher one only adds columns that may be
 *     empty, or lets one be empty, so that tables of an earlier one stay readable
 * @param growth what a reader means by the table without a version
 * @param doc what a row is, in one line
 * @param columns in the order in which they are stored, {@code run_id} last
 * @param constraints conditions that Delta enforces
 */
public record TableSchema(
    String name,
    int version,
    Growth growth,
    String doc,
    List<Column> columns,
    List<Constraint> constraints)
    implements Serializable {

  /** The column that ties a row to the run that wrote it. */
  public static final String RUN_ID = "run_id";

  public TableSchema {
    columns = List.copyOf(columns);
    constraints = List.copyOf(constraints);
    Set<String> names = new HashSet<>();
    for (Column column : columns) {
      if (!names.add(column.name())) {
        throw new IllegalArgumentException(name + ": column '" + column.name() + "' stands twice");
      }
    }
    if (!names.contains(RUN_ID)) {
      throw new IllegalArgumentException(name + ": no column " + RUN_ID);
    }
  }

  /** The column of that name, if there is one. */
  public Optional<Column> column(String columnName) {
    return columns.stream().filter(c -> c.name().equals(columnName)).findFirst();
  }
}
