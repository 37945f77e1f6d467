package dev.nightshift.inference.tokenizer.jinja;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.filter.AdvancedFilter;
import com.hubspot.jinjava.lib.filter.Filter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Filters in which jinjava differs from Jinja. */
final class PythonFilters {

  private PythonFilters() {}

  /** All of them. */
  static List<Filter> all() {
    return List.of(
        named("tojson", PythonFilters::toJson),
        named("default", PythonFilters::otherwise),
        named("d", PythonFilters::otherwise),
        named("first", (value, args, kwargs) -> at(value, 0)),
        named("last", (value, args, kwargs) -> at(value, -1)),
        named("length", (value, args, kwargs) -> length(value)),
        named("count", (value, args, kwargs) -> length(value)),
        named("list", (value, args, kwargs) -> list(value)),
        named("string", (value, args, kwargs) -> PythonText.str(value)),
        named("trim", (value, args, kwargs) -> method(PythonText.str(value), "strip", args)),
        named("capitalize", (value, args, kwargs) -> method(value, "capitalize", args)),
        named(
            "items",
            (value, args, kwargs) -> value == null ? List.of() : method(value, "items", args)));
  }

  /** What a filter computes. */
  @FunctionalInterface
  private interface Body {
    @Nullable Object apply(@Nullable Object value, Object[] args, Map<String, Object> kwargs);
  }

  private static Filter named(String name, Body body) {
    return new AdvancedFilter() {
      @Override
      public @Nullable Object filter(
          @Nullable Object value,
          JinjavaInterpreter interpreter,
          Object[] args,
          Map<String, Object> kwargs) {
        return body.apply(value, args, kwargs);
      }

      @Override
      public String getName() {
        return name;
      }
    };
  }

  private static @Nullable Object method(
      @Nullable Object value, String name, @Nullable Object[] args) {
    return PythonMethods.call(value == null ? "" : value, name, args);
  }

  private static Object toJson(@Nullable Object value, Object[] args, Map<String, Object> kwargs) {
    Object indent = args.length > 0 ? args[0] : kwargs.get("indent");
    for (String name : kwargs.keySet()) {
      if (!name.equals("indent") && !name.equals("ensure_ascii")) {
        throw new TemplateProblem("the argument '" + name + "' of tojson");
      }
    }
    if (Boolean.TRUE.equals(kwargs.get("ensure_ascii"))) {
      throw new TemplateProblem("the argument 'ensure_ascii' of tojson");
    }
    return PythonText.json(value, indent instanceof Number n ? n.intValue() : -1);
  }

  private static @Nullable Object otherwise(
      @Nullable Object value, Object[] args, Map<String, Object> kwargs) {
    Object replacement = args.length > 0 ? args[0] : kwargs.getOrDefault("default_value", "");
    Object falseToo = args.length > 1 ? args[1] : kwargs.get("boolean");
    boolean missing = value == null || Boolean.TRUE.equals(falseToo) && !PythonText.truth(value);
    return missing ? replacement : value;
  }

  private static @Nullable Object at(@Nullable Object value, int index) {
    if (value instanceof CharSequence text) {
      int[] points = text.codePoints().toArray();
      return points.length == 0
          ? null
          : Character.toString(points[index < 0 ? points.length - 1 : 0]);
    } else if (value instanceof Collection<?> items) {
      List<?> list = List.copyOf(items);
      return list.isEmpty() ? null : list.get(index < 0 ? list.size() - 1 : 0);
    }
    throw new TemplateProblem("first or last of something that is no sequence");
  }

  private static List<?> list(@Nullable Object value) {
    if (value instanceof CharSequence text) {
      return text.codePoints().mapToObj(Character::toString).toList();
    } else if (value instanceof Map<?, ?> map) {
      return new ArrayList<>(map.keySet());
    } else if (value instanceof Collection<?> items) {
      return new ArrayList<>(items);
    }
    throw new TemplateProblem("a list of something that is no sequence");
  }

  private static Object length(@Nullable Object value) {
    if (value instanceof CharSequence text) {
      return (long) text.codePoints().count();
    } else if (value instanceof Collection<?> items) {
      return (long) items.size();
    } else if (value instanceof Map<?, ?> map) {
      return (long) map.size();
    } else if (value == null) {
      return 0L;
    }
    throw new TemplateProblem("the length of something that has none");
  }
}
