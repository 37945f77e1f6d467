package dev.nightshift.inference.tokenizer.jinja;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Python's methods of strings, dictionaries and lists, as far as templates use them. */
final class PythonMethods {

  /** The methods that a template may call. */
  static final Set<String> NAMES =
      Set.of(
          "strip",
          "lstrip",
          "rstrip",
          "split",
          "rsplit",
          "startswith",
          "endswith",
          "replace",
          "upper",
          "lower",
          "title",
          "capitalize",
          "find",
          "count",
          "join",
          "splitlines",
          "removeprefix",
          "removesuffix",
          "isdigit",
          "items",
          "keys",
          "values",
          "get",
          "index",
          "cycle");

  private PythonMethods() {}

  /** Calls a method. */
  static @Nullable Object call(Object base, String method, @Nullable Object[] arguments) {
    if (method.equals(Expressions.SLICE)) {
      return slice(base, arguments);
    } else if (base instanceof CharSequence text) {
      return ofString(text.toString(), method, arguments);
    } else if (base instanceof Map<?, ?> map) {
      return ofDictionary(map, method, arguments);
    } else if (base instanceof Loop loop && method.equals("cycle")) {
      return loop.cycle(arguments);
    } else if (base instanceof List<?> list && method.equals("index")) {
      return (long) list.indexOf(arguments[0]);
    } else if (base instanceof List<?> list && method.equals("count")) {
      return list.stream().filter(item -> item.equals(arguments[0])).count();
    }
    throw unknown(base, method);
  }

  private static Object ofString(String text, String method, @Nullable Object[] arguments) {
    String first = arguments.length > 0 && arguments[0] != null ? arguments[0].toString() : null;
    return switch (method) {
      case "strip" -> strip(text, first, true, true);
      case "lstrip" -> strip(text, first, true, false);
      case "rstrip" -> strip(text, first, false, true);
      case "split" -> split(text, first, limit(arguments));
      case "rsplit" -> {
        if (limit(arguments) >= 0) {
          throw new TemplateProblem("rsplit with a limit");
        }
        yield split(text, first, -1);
      }
      case "startswith" -> any(arguments[0]).stream().anyMatch(text::startsWith);
      case "endswith" -> any(arguments[0]).stream().anyMatch(text::endsWith);
      case "replace" -> text.replace(given(first, method), given(str(arguments[1]), method));
      case "upper" -> text.toUpperCase(Locale.ROOT);
      case "lower" -> text.toLowerCase(Locale.ROOT);
      case "title" -> title(text);
      case "capitalize" ->
          text.isEmpty()
              ? text
              : text.substring(0, 1).toUpperCase(Locale.ROOT)
                  + text.substring(1).toLowerCase(Locale.ROOT);
      case "find" -> {
        int at = text.indexOf(given(first, method));
        yield (long) (at < 0 ? -1 : text.codePointCount(0, at));
      }
      case "count" -> (long) (text.split(quote(given(first, method)), -1).length - 1);
      case "join" ->
          String.join(text, ((Collection<?>) arguments[0]).stream().map(Object::toString).toList());
      case "splitlines" -> text.lines().toList();
      case "removeprefix" -> {
        String prefix = given(first, method);
        yield text.startsWith(prefix) ? text.substring(prefix.length()) : text;
      }
      case "removesuffix" -> {
        String suffix = given(first, method);
        yield text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
      }
      case "isdigit" -> !text.isEmpty() && text.chars().allMatch(Character::isDigit);
      default -> throw unknown(text, method);
    };
  }

  private static @Nullable Object ofDictionary(
      Map<?, ?> map, String method, @Nullable Object[] arguments) {
    return switch (method) {
      case "items" ->
          map.entrySet().stream()
              .map(e -> new ArrayList<>(Arrays.asList(e.getKey(), e.getValue())))
              .toList();
      case "keys" -> new ArrayList<>(map.keySet());
      case "values" -> new ArrayList<>(map.values());
      case "get" ->
          map.containsKey(arguments[0])
              ? map.get(arguments[0])
              : arguments.length > 1 ? arguments[1] : null;
      default -> throw unknown(map, method);
    };
  }

  /** {@code base[start:stop:step]} with Python's rules for what lies outside. */
  private static Object slice(Object base, @Nullable Object[] arguments) {
    boolean text = base instanceof CharSequence;
    List<?> items =
        text
            ? base.toString().codePoints().boxed().toList()
            : new ArrayList<>((Collection<?>) base);
    int step = arguments[2] == null ? 1 : ((Number) arguments[2]).intValue();
    if (step == 0) {
      throw new TemplateProblem("the step of a slice is 0");
    }
    int size = items.size();
    int start = bound(arguments[0], step > 0 ? 0 : size - 1, size, step);
    int stop = bound(arguments[1], step > 0 ? size : -1, size, step);
    List<Object> taken = new ArrayList<>();
    for (int i = start; step > 0 ? i < stop : i > stop; i += step) {
      taken.add(items.get(i));
    }
    if (!text) {
      return taken;
    }
    StringBuilder out = new StringBuilder();
    taken.forEach(c -> out.appendCodePoint((Integer) c));
    return out.toString();
  }

  private static int bound(@Nullable Object given, int otherwise, int size, int step) {
    if (given == null) {
      return otherwise;
    }
    int index = ((Number) given).intValue();
    index = index < 0 ? index + size : index;
    return step > 0 ? Math.max(0, Math.min(size, index)) : Math.max(-1, Math.min(size - 1, index));
  }

  private static String strip(String text, @Nullable String chars, boolean left, boolean right) {
    int from = 0;
    int to = text.length();
    while (left && from < to && isStripped(text.charAt(from), chars)) {
      from++;
    }
    while (right && to > from && isStripped(text.charAt(to - 1), chars)) {
      to--;
    }
    return text.substring(from, to);
  }

  private static boolean isStripped(char c, @Nullable String chars) {
    return chars == null
        ? Character.isWhitespace(c) || Character.isSpaceChar(c)
        : chars.indexOf(c) >= 0;
  }

  private static List<String> split(String text, @Nullable String separator, int limit) {
    if (separator == null) {
      if (limit >= 0) {
        throw new TemplateProblem("split by white space with a limit");
      }
      String stripped = strip(text, null, true, true);
      return stripped.isEmpty() ? List.of() : Arrays.asList(stripped.split("\\s+"));
    }
    if (separator.isEmpty()) {
      throw new TemplateProblem("split by an empty separator");
    }
    return Arrays.asList(text.split(quote(separator), limit < 0 ? -1 : limit + 1));
  }

  private static int limit(@Nullable Object[] arguments) {
    return arguments.length > 1 && arguments[1] instanceof Number n ? n.intValue() : -1;
  }

  private static List<String> any(@Nullable Object argument) {
    return argument instanceof Collection<?> several
        ? several.stream().map(Object::toString).toList()
        : List.of(given(str(argument), "startswith"));
  }

  private static String title(String text) {
    StringBuilder out = new StringBuilder();
    boolean begins = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      out.append(begins ? Character.toUpperCase(c) : Character.toLowerCase(c));
      begins = !Character.isLetter(c);
    }
    return out.toString();
  }

  private static @Nullable String str(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  private static String given(@Nullable String argument, String method) {
    if (argument == null) {
      throw new TemplateProblem("the method '" + method + "' lacks an argument");
    }
    return argument;
  }

  private static String quote(String text) {
    return Pattern.quote(text);
  }

  private static TemplateProblem unknown(Object base, String method) {
    String kind =
        base instanceof CharSequence ? "string" : base instanceof Map ? "dictionary" : "value";
    return new TemplateProblem("a " + kind + " has no method '" + method + "'");
  }
}
