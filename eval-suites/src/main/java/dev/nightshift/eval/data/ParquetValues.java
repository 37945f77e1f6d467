package dev.nightshift.eval.data;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * Values of Parquet as JSON has them: structs and maps become {@link Map}s, lists {@link List}s,
 * texts {@link String}s, whole numbers {@link Integer}s where they fit and else {@link Long}s, as
 * Jackson reads them. Dates and times become texts in ISO 8601, decimals texts of their digits, and
 * bytes that are no text Base64.
 *
 * <p>Lists and maps are recognised by the rules of the format, older writers' forms among them
 * (parquet-format, "LogicalTypes", Nested Types).
 */
final class ParquetValues {

  private ParquetValues() {}

  /** The fields of a row or a struct. */
  static Map<String, @Nullable Object> fields(Group group) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    GroupType type = group.getType();
    for (int i = 0; i < type.getFieldCount(); i++) {
      Type field = type.getType(i);
      fields.put(
          field.getName(),
          field.isRepetition(Type.Repetition.REPEATED) ? all(group, i) : first(group, i));
    }
    return fields;
  }

  private static List<@Nullable Object> all(Group group, int field) {
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < group.getFieldRepetitionCount(field); i++) {
      values.add(value(group, field, i));
    }
    return values;
  }

  private static @Nullable Object first(Group group, int field) {
    return group.getFieldRepetitionCount(field) == 0 ? null : value(group, field, 0);
  }

  private static @Nullable Object value(Group group, int field, int index) {
    Type type = group.getType().getType(field);
    if (type.isPrimitive()) {
      return primitive(group, field, index, type.asPrimitiveType());
    }
    Group inner = group.getGroup(field, index);
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    if (inner.getType().getFieldCount() == 1
        && inner.getType().getType(0).isRepetition(Type.Repetition.REPEATED)) {
      if (logical instanceof LogicalTypeAnnotation.ListLogicalTypeAnnotation) {
        return list(type.getName(), inner);
      }
      if (logical instanceof LogicalTypeAnnotation.MapLogicalTypeAnnotation
          || logical instanceof LogicalTypeAnnotation.MapKeyValueTypeAnnotation) {
        return map(inner);
      }
    }
    return fields(inner);
  }

  private static List<@Nullable Object> list(String name, Group list) {
    Type repeated = list.getType().getType(0);
    if (isElement(name, repeated)) {
      return all(list, 0);
    }
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < list.getFieldRepetitionCount(0); i++) {
      values.add(first(list.getGroup(0, i), 0));
    }
    return values;
  }

  /** Whether what is repeated is the element itself, and not a struct around it. */
  private static boolean isElement(String list, Type repeated) {
    return repeated.isPrimitive()
        || repeated.asGroupType().getFieldCount() != 1
        || repeated.getName().equals("array")
        || repeated.getName().equals(list + "_tuple");
  }

  private static Map<String, @Nullable Object> map(Group map) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (int i = 0; i < map.getFieldRepetitionCount(0); i++) {
      Group entry = map.getGroup(0, i);
      boolean hasValue = entry.getType().getFieldCount() > 1;
      values.put(String.valueOf(first(entry, 0)), hasValue ? first(entry, 1) : null);
    }
    return values;
  }

  private static Object primitive(Group group, int field, int index, PrimitiveType type) {
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    return switch (type.getPrimitiveTypeName()) {
      case BOOLEAN -> group.getBoolean(field, index);
      case INT32 -> ofInt(group.getInteger(field, index), logical);
      case INT64 -> ofLong(group.getLong(field, index), logical);
      // A float is written as the shortest digits that tell it, as JSON would have them.
      case FLOAT -> Double.valueOf(Float.toString(group.getFloat(field, index)));
      case DOUBLE -> group.getDouble(field, index);
      case BINARY, FIXED_LEN_BYTE_ARRAY ->
          ofBytes(group.getBinary(field, index).getBytes(), logical);
      case INT96 -> Base64.getEncoder().encodeToString(group.getInt96(field, index).getBytes());
    };
  }

  private static Object ofInt(int value, @Nullable LogicalTypeAnnotation logical) {
    if (logical instanceof LogicalTypeAnnotation.DateLogicalTypeAnnotation) {
      return LocalDate.ofEpochDay(value).toString();
    }
    if (logical instanceof LogicalTypeAnnotation.TimeLogicalTypeAnnotation) {
      return LocalTime.ofNanoOfDay(value * 1_000_000L).toString();
    }
    if (logical instanceof LogicalTypeAnnotation.DecimalLogicalTypeAnnotation decimal) {
      return BigDecimal.valueOf(value, decimal.getScale()).toPlainString();
    }
    return isUnsigned(logical) && value < 0 ? (Object) Integer.toUnsignedLong(value) : value;
  }

  private static Object ofLong(long value, @Nullable LogicalTypeAnnotation logical) {
    if (logical instanceof LogicalTypeAnnotation.TimestampLogicalTypeAnnotation timestamp) {
      return Instant.EPOCH.plus(value, unit(timestamp.getUnit())).toString();
    }
    if (logical instanceof LogicalTypeAnnotation.TimeLogicalTypeAnnotation time) {
      return LocalTime.MIDNIGHT.plus(value, unit(time.getUnit())).toString();
    }
    if (logical instanceof LogicalTypeAnnotation.DecimalLogicalTypeAnnotation decimal) {
      return BigDecimal.valueOf(value, decimal.getScale()).toPlainString();
    }
    if (isUnsigned(logical) && value < 0) {
      return Long.toUnsignedString(value);
    }
    return value == (int) value ? (Object) (int) value : value;
  }

  private static ChronoUnit unit(LogicalTypeAnnotation.TimeUnit unit) {
    return switch (unit) {
      case MILLIS -> ChronoUnit.MILLIS;
      case MICROS -> ChronoUnit.MICROS;
      case NANOS -> ChronoUnit.NANOS;
    };
  }

  private static boolean isUnsigned(@Nullable LogicalTypeAnnotation logical) {
    return logical instanceof LogicalTypeAnnotation.IntLogicalTypeAnnotation number
        && !number.isSigned();
  }

  private static String ofBytes(byte[] bytes, @Nullable LogicalTypeAnnotation logical) {
    if (logical instanceof LogicalTypeAnnotation.StringLogicalTypeAnnotation
        || logical instanceof LogicalTypeAnnotation.EnumLogicalTypeAnnotation
        || logical instanceof LogicalTypeAnnotation.JsonLogicalTypeAnnotation) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
    if (logical instanceof LogicalTypeAnnotation.DecimalLogicalTypeAnnotation decimal) {
      return new BigDecimal(new BigInteger(bytes), decimal.getScale()).toPlainString();
    }
    return Base64.getEncoder().encodeToString(bytes);
  }
}
