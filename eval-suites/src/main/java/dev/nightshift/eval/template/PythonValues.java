package dev.nightshift.eval.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values as Python sees them: truth, equality, order, and how they are written. */
public final class PythonValues {

  private PythonValues() {}

  /** A Java value in the form that expressions use: whole numbers are long, others double. */
  static @Nullable Object of(@Nullable Object value) {
    if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return ((Number) value).longValue();
    }
    if (value instanceof Float || value instanceof BigDecimal) {
      return ((Number) value).doubleValue();
    }
    if (value instanceof BigInteger big) {
      return big.bitLength() < 64 ? big.longValue() : big.doubleValue();
    }
    if (value instanceof Collection<?> items && !(value instanceof List<?>)) {
      return new ArrayList<>(items);
    }
    return value;
  }

  /** The value, unless it is undefined. */
  static @Nullable Object defined(@Nullable Object value) {
    if (value instanceof Undefined undefined) {
      throw undefined.failure();
    }
    return value;
  }

  /** {@code bool(value)}. */
  static boolean truth(@Nullable Object value) {
    Object given = defined(value);
    if (given instanceof Boolean truth) {
      return truth;
    } else if (given instanceof Long number) {
      return number != 0;
    } else if (given instanceof Double number) {
      return number != 0;
    } else if (given instanceof String text) {
      return !text.isEmpty();
    } else if (given instanceof Collection<?> items) {
      return !items.isEmpty();
    } else if (given instanceof Map<?, ?> map) {
      return !map.isEmpty();
    }
    return given != null;
  }

  /** {@code a == b}: numbers by value, truth values count as 0 and 1. */
  static boolean equal(@Nullable Object first, @Nullable Object second) {
    Object a = of(defined(first));
    Object b = of(defined(second));
    if (isNumber(a) && isNumber(b)) {
      return number(a) == number(b);
    }
    if (a instanceof List<?> x && b instanceof List<?> y) {
      if (x.size() != y.size()) {
        return false;
      }
      for (int i = 0; i < x.size(); i++) {
        if (!equal(x.get(i), y.get(i))) {
          return false;
        }
      }
      return true;
    }
    return Objects.equals(a, b);
  }

  /** Negative, zero or positive as in Python's order of numbers, texts and lists. */
  static int compare(@Nullable Object first, @Nullable Object second) {
    Object a = of(defined(first));
    Object b = of(defined(second));
    if (isNumber(a) && isNumber(b)) {
      return Double.compare(number(a), number(b));
    }
    if (a instanceof String x && b instanceof String y) {
      return x.compareTo(y);
    }
    if (a instanceof List<?> x && b instanceof List<?> y) {
      for (int i = 0; i < Math.min(x.size(), y.size()); i++) {
        if (!equal(x.get(i), y.get(i))) {
          return compare(x.get(i), y.get(i));
        }
      }
      return Integer.compare(x.size(), y.size());
    }
    throw new TemplateException("'<' is not supported between " + type(a) + " and " + type(b));
  }

  /** Whether it counts as a number: truth values do. */
  static boolean isNumber(@Nullable Object value) {
    return value instanceof Long || value instanceof Double || value instanceof Boolean;
  }

  /** A number as a double. */
  static double number(@Nullable Object value) {
    Object given = of(defined(value));
    if (given instanceof Boolean truth) {
      return truth ? 1 : 0;
    }
    if (given instanceof Number number) {
      return number.doubleValue();
    }
    throw new TemplateException("a number is needed, not " + type(given));
  }

  /** A whole number. */
  static int integer(@Nullable Object value) {
    Object given = of(defined(value));
    if (given instanceof Boolean truth) {
      return truth ? 1 : 0;
    }
    if (given instanceof Long number && number == number.intValue()) {
      return number.intValue();
    }
    throw new TemplateException("a whole number is needed, not " + repr(given));
  }

  /** The type's name in Python. */
  static String type(@Nullable Object value) {
    if (value == null) {
      return "None";
    } else if (value instanceof Boolean) {
      return "bool";
    } else if (value instanceof Long || value instanceof Integer) {
      return "int";
    } else if (value instanceof Double) {
      return "float";
    } else if (value instanceof String) {
      return "str";
    } else if (value instanceof Collection<?>) {
      return "list";
    }
    return value instanceof Map<?, ?> ? "dict" : value.getClass().getSimpleName();
  }

  /** {@code str(value)}. */
  public static String str(@Nullable Object value) {
    Object given = of(defined(value));
    return given instanceof String text ? text : repr(given);
  }

  /** {@code repr(value)}. */
  public static String repr(@Nullable Object value) {
    Object given = of(defined(value));
    if (given == null) {
      return "None";
    } else if (given instanceof Boolean truth) {
      return truth ? "True" : "False";
    } else if (given instanceof String text) {
      return quoted(text);
    } else if (given instanceof Double number) {
      return written(number);
    } else if (given instanceof Collection<?> items) {
      return items.stream().map(PythonValues::repr).collect(Collectors.joining(", ", "[", "]"));
    } else if (given instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(e -> repr(e.getKey()) + ": " + repr(e.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    return given.toString();
  }

  private static String quoted(String text) {
    char quote = text.contains("'") && !text.contains("\"") ? '"' : '\'';
    StringBuilder out = new StringBuilder().append(quote);
    text.codePoints()
        .forEach(
            c -> {
              int simple = "\\\n\r\t".indexOf(c);
              if (simple >= 0) {
                out.append('\\').append("\\nrt".charAt(simple));
              } else if (c == quote) {
                out.append('\\').appendCodePoint(c);
              } else if (c < ' ' || c == 0x7f) {
                out.append(String.format(Locale.ROOT, "\\x%02x", c));
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.append(quote).toString();
  }

  /** The shortest text that reads as the number, as Python writes it. */
  private static String written(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    int exponent = exact.precision() - exact.scale() - 1;
    if (exponent >= -4 && exponent < 16) {
      String plain = exact.toPlainString();
      return plain.contains(".") ? plain : plain + ".0";
    }
    String digits = exact.unscaledValue().abs().toString();
    String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    String sign = exponent < 0 ? "-" : "+";
    return (value < 0 ? "-" : "")
        + mantissa
        + "e"
        + sign
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
  }
}
