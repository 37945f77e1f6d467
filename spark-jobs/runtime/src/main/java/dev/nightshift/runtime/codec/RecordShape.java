package dev.nightshift.runtime.codec;

import dev.nightshift.schema.table.Column;
import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/** The components of one record beside the columns that they stand for. */
final class RecordShape<T extends Record> implements Serializable {

  private static final long serialVersionUID = 1L;

  private final Class<T> type;
  private final List<Column> columns;
  private final List<ValueCodec> codecs;
  private transient @Nullable Constructor<T> constructor;
  private transient RecordComponent @Nullable [] components;

  private RecordShape(Class<T> type, List<Column> columns, List<ValueCodec> codecs) {
    this.type = type;
    this.columns = columns;
    this.codecs = codecs;
  }

  static <T extends Record> RecordShape<T> of(Class<T> type, List<Column> columns, String what) {
    RecordComponent[] components = type.getRecordComponents();
    List<String> expected = columns.stream().map(Column::name).toList();
    List<String> actual = java.util.Arrays.stream(components).map(c -> snake(c.getName())).toList();
    if (!expected.equals(actual)) {
      throw new IllegalArgumentException(
          "record "
              + type.getName()
              + " does not fit "
              + what
              + ": its components are "
              + actual
              + ", the columns are "
              + expected);
    }
    List<ValueCodec> codecs = new java.util.ArrayList<>();
    for (int i = 0; i < components.length; i++) {
      Column column = columns.get(i);
      String where = "component " + components[i].getName() + " of " + type.getName();
      if (column.nullable() && components[i].getType().isPrimitive()) {
        throw new IllegalArgumentException(
            where + " is primitive, but column " + column.name() + " may be empty");
      }
      codecs.add(ValueCodec.of(column.type(), components[i].getGenericType(), where));
    }
    return new RecordShape<>(type, List.copyOf(columns), List.copyOf(codecs));
  }

  static String snake(String camel) {
    return camel.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  Row toRow(T value) {
    RecordComponent[] parts = components();
    @Nullable Object[] cells = new @Nullable Object[parts.length];
    for (int i = 0; i < parts.length; i++) {
      Object part = read(parts[i], value);
      if (part == null && !columns.get(i).nullable()) {
        throw new IllegalArgumentException(
            "column " + columns.get(i).name() + " may not be empty: " + value);
      }
      cells[i] = part == null ? null : codecs.get(i).toSpark(part);
    }
    return RowFactory.create(cells);
  }

  T fromRow(Row row) {
    @Nullable Object[] arguments = new @Nullable Object[columns.size()];
    for (int i = 0; i < arguments.length; i++) {
      Object cell = row.getAs(columns.get(i).name());
      if (cell == null && !columns.get(i).nullable()) {
        throw new IllegalArgumentException(
            "column " + columns.get(i).name() + " is empty in a row of " + type.getSimpleName());
      }
      arguments[i] = cell == null ? null : codecs.get(i).fromSpark(cell);
    }
    try {
      return constructor().newInstance(arguments);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(
          "a row is no valid " + type.getSimpleName() + ": " + e.getCause(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("record " + type.getName() + " cannot be made", e);
    }
  }

  private static @Nullable Object read(RecordComponent component, Record value) {
    try {
      return component.getAccessor().invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("component " + component + " cannot be read", e);
    }
  }

  private RecordComponent[] components() {
    RecordComponent[] found = components;
    if (found == null) {
      found = type.getRecordComponents();
      for (RecordComponent component : found) {
        component.getAccessor().setAccessible(true);
      }
      components = found;
    }
    return found;
  }

  private Constructor<T> constructor() {
    Constructor<T> found = constructor;
    if (found == null) {
      Class<?>[] types = new Class<?>[columns.size()];
      RecordComponent[] parts = components();
      for (int i = 0; i < parts.length; i++) {
        types[i] = parts[i].getType();
      }
      try {
        found = type.getDeclaredConstructor(types);
      } catch (NoSuchMethodException e) {
        throw new IllegalStateException("every record has its canonical constructor", e);
      }
      found.setAccessible(true);
      constructor = found;
    }
    return found;
  }
}
