package dev.nightshift.runtime.codec;

import dev.nightshift.schema.table.Column;
import dev.nightshift.schema.table.TableSchema;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Turns the records of one kind of table into rows and back.
 *
 * <p>The record's components are the table's columns in the same order, with camel case for snake
 * case ({@code docId} for {@code doc_id}). A record without a component {@code runId} stands for
 * the columns that a job fills in. Java types are {@code String}, {@code byte[]}, {@code boolean},
 * {@code int}, {@code long}, {@code float}, {@code double} (boxed where a column may be empty),
 * {@code Instant}, {@code List}, {@code Map<String, …>} and records for structures. Anything else
 * is refused when the codec is made, not when the first row is read.
 *
 * <p>Instants are kept in microseconds: what is finer is cut off. Maps keep their order on the way
 * out and on the way in through {@link #collect}.
 *
 * @param <T> the record
 */
public final class RecordCodec<T extends Record> implements Serializable {

  private static final long serialVersionUID = 1L;

  private final TableSchema schema;
  private final List<Column> columns;
  private final RecordShape<T> shape;

  private RecordCodec(TableSchema schema, List<Column> columns, RecordShape<T> shape) {
    this.schema = schema;
    this.columns = columns;
    this.shape = shape;
  }

  /**
   * The codec of a record for a table.
   *
   * @throws IllegalArgumentException if the record's components are not the table's columns
   */
  public static <T extends Record> RecordCodec<T> of(Class<T> type, TableSchema schema) {
    boolean hasRun = false;
    for (var component : type.getRecordComponents()) {
      hasRun |= component.getName().equals("runId");
    }
    List<Column> columns = hasRun ? schema.columns() : Schemas.withoutRun(schema);
    return new RecordCodec<>(
        schema, columns, RecordShape.of(type, columns, "table " + schema.name()));
  }

  /** The table's schema. */
  public TableSchema schema() {
    return schema;
  }

  /** The columns of the rows. */
  public StructType struct() {
    return Schemas.struct(columns);
  }

  /**
   * A record as a row.
   *
   * @throws IllegalArgumentException if a component is null whose column may not be empty
   */
  public Row toRow(T value) {
    return shape.toRow(value);
  }

  /** A row as a record; the row must have a schema, and may have more columns in any order. */
  public T fromRow(Row row) {
    return shape.fromRow(row);
  }

  /** Records as a data set. */
  public Dataset<Row> dataset(SparkSession spark, List<T> values) {
    return spark.createDataFrame(values.stream().map(this::toRow).toList(), struct());
  }

  /**
   * All rows of a data set as records, on the driver; maps keep their stored order. Columns that
   * may be empty may be missing: tables of an earlier version lack them.
   */
  public List<T> collect(Dataset<Row> rows) {
    org.apache.spark.sql.Column[] selected =
        columns.stream()
            .map(c -> isIn(rows, c) ? inOrder(rows, c.name()) : nothing(c))
            .toArray(org.apache.spark.sql.Column[]::new);
    return rows.select(selected).collectAsList().stream().map(this::fromRow).toList();
  }

  private static boolean isIn(Dataset<Row> rows, Column column) {
    return !column.nullable() || List.of(rows.columns()).contains(column.name());
  }

  private static org.apache.spark.sql.Column nothing(Column column) {
    return functions.lit(null).cast(Schemas.type(column.type())).as(column.name());
  }

  /** Spark turns a map of more than four entries into a hash map; a list of entries stays. */
  private static org.apache.spark.sql.Column inOrder(Dataset<Row> rows, String name) {
    StructField field = rows.schema().apply(name);
    return field.dataType() instanceof MapType
        ? functions.map_entries(rows.col(name)).as(name)
        : rows.col(name);
  }
}
