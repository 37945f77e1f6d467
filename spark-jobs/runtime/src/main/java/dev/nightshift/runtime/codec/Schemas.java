package dev.nightshift.runtime.codec;

import dev.nightshift.schema.table.Column;
import dev.nightshift.schema.table.ColumnType;
import dev.nightshift.schema.table.ColumnType.ListOf;
import dev.nightshift.schema.table.ColumnType.MapOf;
import dev.nightshift.schema.table.ColumnType.Scalar;
import dev.nightshift.schema.table.ColumnType.StructOf;
import dev.nightshift.schema.table.TableSchema;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Table schemas as Spark types.
 *
 * <p>Top-level columns carry their NOT NULL; what is inside a list, a map or a structure is
 * nullable to Spark, as Delta cannot enforce it there. The codec enforces it instead.
 */
public final class Schemas {

  private Schemas() {}

  /** All columns of a table, {@code run_id} among them, with their comments. */
  public static StructType toStruct(TableSchema schema) {
    return struct(schema.columns());
  }

  /** The columns that a job fills in: all but {@code run_id}. */
  public static StructType toStructWithoutRun(TableSchema schema) {
    return struct(withoutRun(schema));
  }

  static List<Column> withoutRun(TableSchema schema) {
    return schema.columns().stream().filter(c -> !c.name().equals(TableSchema.RUN_ID)).toList();
  }

  static StructType struct(List<Column> columns) {
    return new StructType(
        columns.stream()
            .map(c -> new StructField(c.name(), type(c.type()), c.nullable(), comment(c.doc())))
            .toArray(StructField[]::new));
  }

  private static Metadata comment(String doc) {
    return new MetadataBuilder().putString("comment", doc).build();
  }

  /** One type. */
  public static DataType type(ColumnType type) {
    if (type instanceof Scalar scalar) {
      return scalar(scalar);
    }
    if (type instanceof ListOf list) {
      return DataTypes.createArrayType(type(list.element()), true);
    }
    if (type instanceof MapOf map) {
      return DataTypes.createMapType(DataTypes.StringType, type(map.value()), true);
    }
    if (type instanceof StructOf struct) {
      return new StructType(
          struct.fields().stream()
              .map(c -> new StructField(c.name(), type(c.type()), true, comment(c.doc())))
              .toArray(StructField[]::new));
    }
    throw new IllegalArgumentException("unknown column type " + type);
  }

  private static DataType scalar(Scalar scalar) {
    return switch (scalar) {
      case TEXT -> DataTypes.StringType;
      case BYTES -> DataTypes.BinaryType;
      case BOOLEAN -> DataTypes.BooleanType;
      case INT -> DataTypes.IntegerType;
      case LONG -> DataTypes.LongType;
      case FLOAT -> DataTypes.FloatType;
      case DOUBLE -> DataTypes.DoubleType;
      case TIMESTAMP -> DataTypes.TimestampType;
    };
  }
}
