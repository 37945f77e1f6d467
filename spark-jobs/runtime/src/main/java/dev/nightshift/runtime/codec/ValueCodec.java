package dev.nightshift.runtime.codec;

import dev.nightshift.schema.table.ColumnType;
import dev.nightshift.schema.table.ColumnType.ListOf;
import dev.nightshift.schema.table.ColumnType.MapOf;
import dev.nightshift.schema.table.ColumnType.Scalar;
import dev.nightshift.schema.table.ColumnType.StructOf;
import java.io.Serializable;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import scala.collection.JavaConverters;
import scala.collection.immutable.ListMap;
import scala.collection.immutable.ListMap$;

/** One value between Java and Spark's external types. Values are never null here. */
sealed interface ValueCodec extends Serializable {

  Object toSpark(Object value);

  Object fromSpark(Object cell);

  static ValueCodec of(ColumnType column, Type java, String where) {
    if (column instanceof Scalar scalar) {
      if (!fits(scalar, java)) {
        throw new IllegalArgumentException(
            where + " is a " + java.getTypeName() + ", which does not fit " + scalar);
      }
      return scalar == Scalar.TIMESTAMP ? new OfInstant() : new AsIs();
    }
    if (column instanceof ListOf list && raw(java) == List.class) {
      return new OfList(of(list.element(), argument(java, 0), where));
    }
    if (column instanceof MapOf map
        && raw(java) == Map.class
        && argument(java, 0) == String.class) {
      return new OfMap(of(map.value(), argument(java, 1), where));
    }
    if (column instanceof StructOf struct
        && java instanceof Class<?> type
        && Record.class.isAssignableFrom(type)) {
      return new OfRecord(recordShape(type.asSubclass(Record.class), struct, where));
    }
    throw new IllegalArgumentException(
        where + " is a " + java.getTypeName() + ", which does not fit " + column);
  }

  private static <R extends Record> RecordShape<R> recordShape(
      Class<R> type, StructOf struct, String where) {
    return RecordShape.of(type, struct.fields(), where);
  }

  private static boolean fits(Scalar scalar, Type java) {
    return switch (scalar) {
      case TEXT -> java == String.class;
      case BYTES -> java == byte[].class;
      case BOOLEAN -> java == boolean.class || java == Boolean.class;
      case INT -> java == int.class || java == Integer.class;
      case LONG -> java == long.class || java == Long.class;
      case FLOAT -> java == float.class || java == Float.class;
      case DOUBLE -> java == double.class || java == Double.class;
      case TIMESTAMP -> java == Instant.class;
    };
  }

  private static Type raw(Type java) {
    return java instanceof ParameterizedType generic ? generic.getRawType() : java;
  }

  private static Type argument(Type java, int index) {
    if (!(java instanceof ParameterizedType generic)) {
      throw new IllegalArgumentException(java.getTypeName() + " needs its type arguments");
    }
    return generic.getActualTypeArguments()[index];
  }

  /** Texts, numbers and bytes are the same on both sides. */
  record AsIs() implements ValueCodec {
    @Override
    public Object toSpark(Object value) {
      return value;
    }

    @Override
    public Object fromSpark(Object cell) {
      return cell;
    }
  }

  /** Spark hands out timestamps, or instants where its Java 8 types are switched on. */
  record OfInstant() implements ValueCodec {
    @Override
    public Object toSpark(Object value) {
      return Timestamp.from(((Instant) value).truncatedTo(ChronoUnit.MICROS));
    }

    @Override
    public Object fromSpark(Object cell) {
      return cell instanceof Timestamp timestamp ? timestamp.toInstant() : cell;
    }
  }

  /** A list and Scala's sequence. */
  record OfList(ValueCodec element) implements ValueCodec {
    @Override
    public Object toSpark(Object value) {
      List<Object> cells = new ArrayList<>();
      for (Object each : (List<?>) value) {
        cells.add(element.toSpark(each));
      }
      return JavaConverters.asScalaBufferConverter(cells).asScala().toList();
    }

    @Override
    public Object fromSpark(Object cell) {
      List<Object> values = new ArrayList<>();
      for (Object each :
          JavaConverters.seqAsJavaListConverter((scala.collection.Seq<?>) cell).asJava()) {
        values.add(element.fromSpark(each));
      }
      return Collections.unmodifiableList(values);
    }
  }

  /** A map and Scala's map that keeps its order; or, on the way in, a list of entries. */
  record OfMap(ValueCodec value) implements ValueCodec {
    @Override
    public Object toSpark(Object map) {
      ListMap<String, Object> cells = ListMap$.MODULE$.<String, Object>empty();
      for (Map.Entry<?, ?> entry : ((Map<?, ?>) map).entrySet()) {
        cells = cells.updated((String) entry.getKey(), value.toSpark(entry.getValue()));
      }
      return cells;
    }

    @Override
    public Object fromSpark(Object cell) {
      Map<String, Object> values = new LinkedHashMap<>();
      if (cell instanceof scala.collection.Map<?, ?> map) {
        JavaConverters.mapAsJavaMapConverter(map)
            .asJava()
            .forEach((k, v) -> values.put((String) k, value.fromSpark(v)));
      } else {
        for (Object entry :
            JavaConverters.seqAsJavaListConverter((scala.collection.Seq<?>) cell).asJava()) {
          values.put(((Row) entry).getString(0), value.fromSpark(((Row) entry).get(1)));
        }
      }
      return Collections.unmodifiableMap(values);
    }
  }

  /** A structure and a record. */
  record OfRecord(RecordShape<? extends Record> shape) implements ValueCodec {
    @Override
    public Object toSpark(Object value) {
      return row(shape, (Record) value);
    }

    @SuppressWarnings("unchecked")
    private static <R extends Record> Row row(RecordShape<R> shape, Record value) {
      return shape.toRow((R) value);
    }

    @Override
    public Object fromSpark(Object cell) {
      return shape.fromRow((Row) cell);
    }
  }
}
