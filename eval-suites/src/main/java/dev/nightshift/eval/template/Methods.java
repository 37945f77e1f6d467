package dev.nightshift.eval.template;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Methods of Python's texts, lists and dictionaries that change nothing. */
final class Methods {

  private Methods() {}

  static @Nullable Object call(@Nullable Object base, String method, Arguments.Values given) {
    Object value = PythonValues.of(PythonValues.defined(base));
    if (value instanceof String text) {
      return PythonStrings.call(text, method, given);
    } else if (value instanceof List<?> list) {
      return ofList(list, method, given);
    } else if (value instanceof Map<?, ?> map) {
      return ofDictionary(map, method, given);
    }
    throw new TemplateException(PythonValues.type(value) + " has no method '" + method + "' here");
  }

  private static Object ofList(List<?> list, String method, Arguments.Values given) {
    Object wanted = given.require(0, "value");
    return switch (method) {
      case "index" -> {
        for (int i = 0; i < list.size(); i++) {
          if (PythonValues.equal(list.get(i), wanted)) {
            yield (long) i;
          }
        }
        throw new TemplateException(PythonValues.repr(wanted) + " is not in the list");
      }
      case "count" -> list.stream().filter(item -> PythonValues.equal(item, wanted)).count();
      default -> throw new TemplateException("a list has no method '" + method + "' here");
    };
  }

  private static @Nullable Object ofDictionary(
      Map<?, ?> map, String method, Arguments.Values given) {
    return switch (method) {
      case "items" -> pairs(map);
      case "keys" -> new ArrayList<>(map.keySet());
      case "values" -> new ArrayList<>(map.values());
      case "get" -> {
        Object found = Operations.item(map, given.require(0, "key"));
        yield found instanceof Undefined ? given.get(1, "default", null) : found;
      }
      default -> throw new TemplateException("a dictionary has no method '" + method + "' here");
    };
  }

  /** Lists of key and value. */
  static List<List<@Nullable Object>> pairs(Map<?, ?> map) {
    List<List<@Nullable Object>> pairs = new ArrayList<>();
    map.forEach(
        (key, value) -> {
          List<@Nullable Object> pair = new ArrayList<>();
          pair.add(key);
          pair.add(value);
          pairs.add(pair);
        });
    return pairs;
  }

  /** What going through a value gives: items, characters, or keys. */
  static List<?> items(@Nullable Object value) {
    Object given = PythonValues.of(PythonValues.defined(value));
    if (given instanceof String text) {
      return text.codePoints().mapToObj(Character::toString).toList();
    } else if (given instanceof Collection<?> items) {
      return new ArrayList<>(items);
    } else if (given instanceof Map<?, ?> map) {
      return new ArrayList<>(map.keySet());
    }
    throw new TemplateException(PythonValues.type(given) + " is no sequence");
  }
}
