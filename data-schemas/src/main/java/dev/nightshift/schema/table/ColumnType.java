package dev.nightshift.schema.table;

import java.io.Serializable;
import java.util.List;

/** The type of a column: a scalar, a list, a map with text keys, or a structure. */
public sealed interface ColumnType extends Serializable {

  /** A type without parts. */
  enum Scalar implements ColumnType {
    TEXT,
    BYTES,
    BOOLEAN,
    INT,
    LONG,
    FLOAT,
    DOUBLE,
    /** An instant, in microseconds. */
    TIMESTAMP
  }

  /** A list of one type; its elements are never null. */
  record ListOf(ColumnType element) implements ColumnType {}

  /** A map from text; its values are never null. */
  record MapOf(ColumnType value) implements ColumnType {}

  /** A structure with named fields. */
  record StructOf(List<Column> fields) implements ColumnType {
    public StructOf {
      fields = List.copyOf(fields);
    }
  }
}
