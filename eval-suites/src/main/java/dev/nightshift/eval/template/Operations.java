package dev.nightshift.eval.template;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Python's operators. */
final class Operations {

  private Operations() {}

  static Object integer(String digits) {
    try {
      return Long.valueOf(digits);
    } catch (NumberFormatException e) {
      throw new TemplateException("the number " + digits + " is too large");
    }
  }

  static boolean compare(String operator, @Nullable Object left, @Nullable Object right) {
    return switch (operator) {
      case "==" -> PythonValues.equal(left, right);
      case "!=" -> !PythonValues.equal(left, right);
      case "<" -> PythonValues.compare(left, right) < 0;
      case "<=" -> PythonValues.compare(left, right) <= 0;
      case ">" -> PythonValues.compare(left, right) > 0;
      case ">=" -> PythonValues.compare(left, right) >= 0;
      case "in" -> isIn(left, right);
      case "not in" -> !isIn(left, right);
      default -> throw new IllegalStateException(operator);
    };
  }

  static boolean isIn(@Nullable Object value, @Nullable Object container) {
    Object given = PythonValues.defined(value);
    Object of = PythonValues.of(PythonValues.defined(container));
    if (of instanceof String text && given instanceof String part) {
      return text.contains(part);
    } else if (of instanceof List<?> items) {
      return items.stream().anyMatch(item -> PythonValues.equal(item, given));
    } else if (of instanceof Map<?, ?> map) {
      return map.keySet().stream().anyMatch(key -> PythonValues.equal(key, given));
    }
    throw new TemplateException(
        "'in' is not supported between "
            + PythonValues.type(given)
            + " and "
            + PythonValues.type(of));
  }

  static Object negate(@Nullable Object value) {
    Object given = PythonValues.defined(value);
    if (given instanceof Double number) {
      return -number;
    }
    return -(long) PythonValues.integer(given);
  }

  static Object binary(String operator, @Nullable Object first, @Nullable Object second) {
    Object left = PythonValues.of(PythonValues.defined(first));
    Object right = PythonValues.of(PythonValues.defined(second));
    if (operator.equals("+") && left instanceof String a && right instanceof String b) {
      return bounded(a.length() + (long) b.length(), a + b);
    }
    if (operator.equals("+") && left instanceof List<?> a && right instanceof List<?> b) {
      List<@Nullable Object> all = new ArrayList<>(a);
      all.addAll(b);
      return all;
    }
    if (operator.equals("*") && left instanceof String text && right instanceof Long times) {
      return repeat(text, times);
    }
    if (operator.equals("*") && right instanceof String text && left instanceof Long times) {
      return repeat(text, times);
    }
    if (operator.equals("%") && left instanceof String) {
      throw new TemplateException("texts are not formatted with % here: use ~ or a filter");
    }
    if (!PythonValues.isNumber(left) || !PythonValues.isNumber(right)) {
      throw new TemplateException(
          "'"
              + operator
              + "' is not supported between "
              + PythonValues.type(left)
              + " and "
              + PythonValues.type(right));
    }
    boolean whole = !(left instanceof Double) && !(right instanceof Double);
    return whole && !operator.equals("/")
        ? ofIntegers(operator, (long) PythonValues.number(left), (long) PythonValues.number(right))
        : ofFloats(operator, PythonValues.number(left), PythonValues.number(right));
  }

  private static Object ofIntegers(String operator, long a, long b) {
    try {
      return switch (operator) {
        case "+" -> Math.addExact(a, b);
        case "-" -> Math.subtractExact(a, b);
        case "*" -> Math.multiplyExact(a, b);
        case "//" -> Math.floorDiv(a, b);
        case "%" -> Math.floorMod(a, b);
        case "**" -> b < 0 ? (Object) Math.pow(a, b) : (Object) power(a, b);
        default -> throw new IllegalStateException(operator);
      };
    } catch (ArithmeticException e) {
      throw new TemplateException(a + " " + operator + " " + b + ": " + e.getMessage());
    }
  }

  private static long power(long base, long exponent) {
    long result = 1;
    for (long i = 0; i < exponent && (Math.abs(base) > 1 || i < 2); i++) {
      result = Math.multiplyExact(result, base);
    }
    return base == -1 && exponent % 2 == 0 ? 1 : result;
  }

  private static Object ofFloats(String operator, double a, double b) {
    if (b == 0 && (operator.equals("/") || operator.equals("//") || operator.equals("%"))) {
      throw new TemplateException("division by zero");
    }
    return switch (operator) {
      case "+" -> a + b;
      case "-" -> a - b;
      case "*" -> a * b;
      case "/" -> a / b;
      case "//" -> Math.floor(a / b);
      case "%" -> a - Math.floor(a / b) * b;
      case "**" -> Math.pow(a, b);
      default -> throw new IllegalStateException(operator);
    };
  }

  private static String repeat(String text, long times) {
    if (text.length() * Math.max(0, times) > Scope.MOST_CHARACTERS) {
      throw new TemplateException("a text of more than " + Scope.MOST_CHARACTERS + " characters");
    }
    return text.repeat((int) Math.max(0, times));
  }

  private static String bounded(long length, String text) {
    if (length > Scope.MOST_CHARACTERS) {
      throw new TemplateException("a text of more than " + Scope.MOST_CHARACTERS + " characters");
    }
    return text;
  }

  /** {@code base.name}: Jinja looks for an attribute, then for an item. */
  static @Nullable Object attribute(@Nullable Object base, String name) {
    Object given = PythonValues.defined(base);
    if (given instanceof Map<?, ?> map && map.containsKey(name)) {
      return PythonValues.of(map.get(name));
    }
    return new Undefined("'" + PythonValues.type(given) + "' has no attribute '" + name + "': it");
  }

  /** {@code base[key]}. */
  static @Nullable Object item(@Nullable Object base, @Nullable Object key) {
    Object given = PythonValues.of(PythonValues.defined(base));
    Object wanted = PythonValues.of(PythonValues.defined(key));
    if (given instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        if (PythonValues.equal(entry.getKey(), wanted)) {
          return PythonValues.of(entry.getValue());
        }
      }
    } else if (wanted instanceof Long || wanted instanceof Boolean) {
      int index = PythonValues.integer(wanted);
      if (given instanceof List<?> items) {
        int place = index < 0 ? index + items.size() : index;
        if (place >= 0 && place < items.size()) {
          return PythonValues.of(items.get(place));
        }
      } else if (given instanceof String text) {
        int[] points = text.codePoints().toArray();
        int place = index < 0 ? index + points.length : index;
        if (place >= 0 && place < points.length) {
          return Character.toString(points[place]);
        }
      }
    }
    return new Undefined(
        "'" + PythonValues.type(given) + "' has no item " + PythonValues.repr(wanted) + ": it");
  }

  /** {@code base[start:stop:step]} with Python's rules for what lies outside. */
  static Object slice(
      @Nullable Object base, @Nullable Object start, @Nullable Object stop, @Nullable Object step) {
    Object given = PythonValues.of(PythonValues.defined(base));
    if (!(given instanceof String) && !(given instanceof Collection<?>)) {
      throw new TemplateException("a slice of " + PythonValues.type(given));
    }
    int stride = step == null ? 1 : PythonValues.integer(step);
    if (stride == 0) {
      throw new TemplateException("the step of a slice is 0");
    }
    List<?> items =
        given instanceof String text
            ? text.codePoints().mapToObj(Character::toString).toList()
            : new ArrayList<>((Collection<?>) given);
    int size = items.size();
    int from = bound(start, stride > 0 ? 0 : size - 1, size, stride);
    int to = bound(stop, stride > 0 ? size : -1, size, stride);
    List<@Nullable Object> taken = new ArrayList<>();
    for (int i = from; stride > 0 ? i < to : i > to; i += stride) {
      taken.add(items.get(i));
    }
    if (!(given instanceof String)) {
      return taken;
    }
    StringBuilder out = new StringBuilder();
    taken.forEach(out::append);
    return out.toString();
  }

  private static int bound(@Nullable Object given, int otherwise, int size, int step) {
    if (given == null) {
      return otherwise;
    }
    int index = PythonValues.integer(given);
    index = index < 0 ? index + size : index;
    return step > 0 ? Math.max(0, Math.min(size, index)) : Math.max(-1, Math.min(size - 1, index));
  }
}
