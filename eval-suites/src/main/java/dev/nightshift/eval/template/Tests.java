package dev.nightshift.eval.template;

import dev.nightshift.schema.error.Nearest;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Jinja's tests: what may stand after {@code is}. */
final class Tests {

  private static final Set<String> NAMES =
      Set.of(
          "boolean",
          "defined",
          "divisibleby",
          "eq",
          "equalto",
          "even",
          "false",
          "float",
          "ge",
          "gt",
          "in",
          "integer",
          "iterable",
          "le",
          "lower",
          "lt",
          "mapping",
          "ne",
          "none",
          "number",
          "odd",
          "sequence",
          "string",
          "true",
          "undefined",
          "upper");

  private Tests() {}

  static void require(String name) {
    if (!NAMES.contains(name)) {
      throw new TemplateException(
          "there is no test '"
              + name
              + "'. "
              + Nearest.remedy(name, "tests", NAMES.stream().sorted().toList()));
    }
  }

  static boolean holds(String name, @Nullable Object base, List<@Nullable Object> arguments) {
    if (name.equals("defined") || name.equals("undefined")) {
      return base instanceof Undefined == name.equals("undefined");
    }
    Object value = PythonValues.of(PythonValues.defined(base));
    return switch (name) {
      case "none" -> value == null;
      case "string" -> value instanceof String;
      case "number" -> PythonValues.isNumber(value);
      case "integer" -> value instanceof Long;
      case "float" -> value instanceof Double;
      case "boolean" -> value instanceof Boolean;
      case "true" -> Boolean.TRUE.equals(value);
      case "false" -> Boolean.FALSE.equals(value);
      case "mapping" -> value instanceof Map<?, ?>;
      case "iterable", "sequence" ->
          value instanceof Collection<?> || value instanceof String || value instanceof Map<?, ?>;
      case "odd" -> Math.floorMod(PythonValues.integer(value), 2) == 1;
      case "even" -> Math.floorMod(PythonValues.integer(value), 2) == 0;
      case "divisibleby" ->
          PythonValues.integer(value) % PythonValues.integer(argument(name, arguments)) == 0;
      case "lower" ->
          PythonValues.str(value).equals(PythonValues.str(value).toLowerCase(Locale.ROOT));
      case "upper" ->
          PythonValues.str(value).equals(PythonValues.str(value).toUpperCase(Locale.ROOT));
      case "in" -> Operations.isIn(value, argument(name, arguments));
      case "eq", "equalto" -> PythonValues.equal(value, argument(name, arguments));
      case "ne" -> !PythonValues.equal(value, argument(name, arguments));
      case "lt" -> PythonValues.compare(value, argument(name, arguments)) < 0;
      case "le" -> PythonValues.compare(value, argument(name, arguments)) <= 0;
      case "gt" -> PythonValues.compare(value, argument(name, arguments)) > 0;
      case "ge" -> PythonValues.compare(value, argument(name, arguments)) >= 0;
      default -> throw new IllegalStateException(name);
    };
  }

  private static @Nullable Object argument(String name, List<@Nullable Object> arguments) {
    if (arguments.isEmpty()) {
      throw new TemplateException("the test '" + name + "' needs an argument");
    }
    return arguments.get(0);
  }
}
