package dev.nightshift.eval.template;

import dev.nightshift.eval.pattern.PythonPattern;
import dev.nightshift.schema.error.Nearest;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Jinja's filters, and {@code regex_replace} of lm-evaluation-harness. */
final class Filters {

  private static final Set<String> NAMES =
      Set.of(
          "abs",
          "capitalize",
          "count",
          "d",
          "default",
          "dictsort",
          "first",
          "float",
          "int",
          "items",
          "join",
          "last",
          "length",
          "list",
          "lower",
          "map",
          "max",
          "min",
          "regex_replace",
          "reject",
          "rejectattr",
          "replace",
          "reverse",
          "round",
          "safe",
          "select",
          "selectattr",
          "sort",
          "string",
          "sum",
          "title",
          "tojson",
          "trim",
          "unique",
          "upper",
          "wordcount");

  private Filters() {}

  /** Refuses a filter that is not known, before anything is rendered. */
  static void require(String name) {
    if (!NAMES.contains(name)) {
      throw new TemplateException(
          "there is no filter '" + name + "'. " + Nearest.remedy(name, "filters", sorted()));
    }
  }

  static @Nullable Object apply(String name, @Nullable Object base, Arguments.Values given) {
    if (name.equals("default") || name.equals("d")) {
      Object otherwise = given.get(0, "default_value", "");
      boolean falseToo = PythonValues.truth(given.get(1, "boolean", false));
      boolean missing = base instanceof Undefined || falseToo && !PythonValues.truth(base);
      return missing ? otherwise : base;
    }
    Object value = PythonValues.of(PythonValues.defined(base));
    return switch (name) {
      case "abs" ->
          value instanceof Long n ? (Object) Math.abs(n) : Math.abs(PythonValues.number(value));
      case "capitalize" -> PythonStrings.capitalize(PythonValues.str(value));
      case "lower" -> PythonValues.str(value).toLowerCase(Locale.ROOT);
      case "upper" -> PythonValues.str(value).toUpperCase(Locale.ROOT);
      case "title" -> PythonStrings.title(PythonValues.str(value));
      case "trim" -> PythonStrings.strip(PythonValues.str(value), chars(given), true, true);
      case "string", "safe" -> PythonValues.str(value);
      case "replace" -> PythonStrings.replace(PythonValues.str(value), given);
      case "regex_replace" -> regexReplace(PythonValues.str(value), given);
      case "wordcount" -> (long) PythonPattern.of("\\w+").all(PythonValues.str(value)).size();
      case "length", "count" -> length(value);
      case "first" -> end(value, 0, "first");
      case "last" -> end(value, -1, "last");
      case "join" -> join(value, given);
      case "list" -> Methods.items(value);
      case "reverse" -> reverse(value);
      case "sort" -> sort(value, given);
      case "unique" -> unique(value);
      case "min" -> extreme(value, -1);
      case "max" -> extreme(value, 1);
      case "sum" -> sum(value, given);
      case "int" -> integer(value, given.get(0, "default", 0L));
      case "float" -> floating(value, given.get(0, "default", 0.0));
      case "round" -> round(value, given);
      case "items" -> value instanceof Map<?, ?> map ? Methods.pairs(map) : List.of();
      case "dictsort" -> dictSort(value);
      case "map" -> map(value, given);
      case "select", "reject" -> selected(value, given, name.equals("select"));
      case "selectattr", "rejectattr" -> selectedBy(value, given, name.equals("selectattr"));
      case "tojson" -> json(value);
      default -> throw new IllegalStateException(name);
    };
  }

  private static Object length(@Nullable Object value) {
    if (value instanceof String text) {
      return (long) text.codePointCount(0, text.length());
    } else if (value instanceof Collection<?> items) {
      return (long) items.size();
    } else if (value instanceof Map<?, ?> map) {
      return (long) map.size();
    }
    throw new TemplateException(PythonValues.type(value) + " has no length");
  }

  private static @Nullable Object end(@Nullable Object value, int index, String what) {
    List<?> items = Methods.items(value);
    return items.isEmpty()
        ? new Undefined("the " + what + " of nothing")
        : PythonValues.of(items.get(index < 0 ? items.size() - 1 : 0));
  }

  private static String join(@Nullable Object value, Arguments.Values given) {
    List<Object> items = new ArrayList<>(Methods.items(value));
    Object attribute = given.get(1, "attribute", null);
    if (attribute != null) {
      items.replaceAll(item -> String.valueOf(PythonValues.str(field(item, attribute))));
    }
    return PythonStrings.join(PythonValues.str(given.get(0, "d", "")), items);
  }

  private static @Nullable Object field(@Nullable Object item, Object attribute) {
    return attribute instanceof Long
        ? Operations.item(item, attribute)
        : Operations.attribute(item, attribute.toString());
  }

  private static Object reverse(@Nullable Object value) {
    List<?> items = new ArrayList<>(Methods.items(value));
    Collections.reverse(items);
    return value instanceof String ? PythonStrings.join("", items) : items;
  }

  private static List<?> sort(@Nullable Object value, Arguments.Values given) {
    List<Object> items = new ArrayList<>(Methods.items(value));
    boolean cased = PythonValues.truth(given.get(1, "case_sensitive", false));
    Object attribute = given.get(2, "attribute", null);
    items.sort((a, b) -> PythonValues.compare(key(a, attribute, cased), key(b, attribute, cased)));
    if (PythonValues.truth(given.get(0, "reverse", false))) {
      Collections.reverse(items);
    }
    return items;
  }

  private static @Nullable Object key(
      @Nullable Object item, @Nullable Object attribute, boolean cased) {
    Object key = attribute == null ? item : field(item, attribute);
    return !cased && key instanceof String text ? text.toLowerCase(Locale.ROOT) : key;
  }

  private static List<?> unique(@Nullable Object value) {
    List<Object> kept = new ArrayList<>();
    for (Object item : Methods.items(value)) {
      if (kept.stream()
          .noneMatch(k -> PythonValues.equal(key(k, null, false), key(item, null, false)))) {
        kept.add(item);
      }
    }
    return kept;
  }

  private static @Nullable Object extreme(@Nullable Object value, int sign) {
    Object best = new Undefined("the extreme of nothing");
    for (Object item : Methods.items(value)) {
      if (best instanceof Undefined || PythonValues.compare(item, best) * sign > 0) {
        best = item;
      }
    }
    return best;
  }

  private static @Nullable Object sum(@Nullable Object value, Arguments.Values given) {
    Object attribute = given.get(0, "attribute", null);
    Object sum = given.get(1, "start", 0L);
    for (Object item : Methods.items(value)) {
      sum = Operations.binary("+", sum, attribute == null ? item : field(item, attribute));
    }
    return sum;
  }

  private static @Nullable Object integer(@Nullable Object value, @Nullable Object otherwise) {
    try {
      return value instanceof String text
          ? (long) Double.parseDouble(text.strip())
          : (Object) (long) PythonValues.number(value);
    } catch (NumberFormatException | TemplateException e) {
      return otherwise;
    }
  }

  private static @Nullable Object floating(@Nullable Object value, @Nullable Object otherwise) {
    try {
      return value instanceof String text
          ? (Object) Double.parseDouble(text.strip())
          : (Object) PythonValues.number(value);
    } catch (NumberFormatException | TemplateException e) {
      return otherwise;
    }
  }

  private static Object round(@Nullable Object value, Arguments.Values given) {
    int digits = PythonValues.integer(given.get(0, "precision", 0L));
    String method = PythonValues.str(given.get(1, "method", "common"));
    RoundingMode mode =
        switch (method) {
          case "common" -> RoundingMode.HALF_EVEN;
          case "ceil" -> RoundingMode.CEILING;
          case "floor" -> RoundingMode.FLOOR;
          default -> throw new TemplateException("there is no method '" + method + "' of rounding");
        };
    return new BigDecimal(PythonValues.number(value)).setScale(digits, mode).doubleValue();
  }

  private static List<?> dictSort(@Nullable Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw new TemplateException("dictsort needs a dictionary");
    }
    List<List<@Nullable Object>> pairs = Methods.pairs(map);
    pairs.sort(
        (a, b) -> PythonValues.compare(key(a.get(0), null, false), key(b.get(0), null, false)));
    return pairs;
  }

  private static List<?> map(@Nullable Object value, Arguments.Values given) {
    List<@Nullable Object> mapped = new ArrayList<>();
    Object attribute = given.named().get("attribute");
    for (Object item : Methods.items(value)) {
      if (attribute != null) {
        Object found = field(item, attribute);
        mapped.add(
            found instanceof Undefined && given.named().containsKey("default")
                ? given.named().get("default")
                : PythonValues.defined(found));
      } else {
        String name = given.text(0, "filter");
        require(name);
        List<@Nullable Object> rest = given.positional().subList(1, given.positional().size());
        mapped.add(apply(name, item, new Arguments.Values(rest, given.named())));
      }
    }
    return mapped;
  }

  private static List<?> selected(@Nullable Object value, Arguments.Values given, boolean keep) {
    List<@Nullable Object> kept = new ArrayList<>();
    for (Object item : Methods.items(value)) {
      if (passes(item, given.positional()) == keep) {
        kept.add(item);
      }
    }
    return kept;
  }

  private static List<?> selectedBy(@Nullable Object value, Arguments.Values given, boolean keep) {
    List<@Nullable Object> kept = new ArrayList<>();
    Object attribute = given.require(0, "attribute");
    for (Object item : Methods.items(value)) {
      Object found = field(item, String.valueOf(attribute));
      if (passes(found, given.positional().subList(1, given.positional().size())) == keep) {
        kept.add(item);
      }
    }
    return kept;
  }

  private static boolean passes(@Nullable Object item, List<@Nullable Object> test) {
    if (test.isEmpty()) {
      return PythonValues.truth(item);
    }
    String name = String.valueOf(test.get(0));
    Tests.require(name);
    return Tests.holds(name, item, test.subList(1, test.size()));
  }

  private static String regexReplace(String text, Arguments.Values given) {
    String replacement = given.text(1, "repl");
    try {
      PythonPattern pattern = PythonPattern.of(given.text(0, "pattern"));
      if (PythonValues.integer(given.get(2, "count", 0L)) != 0) {
        throw new TemplateException("regex_replace with a count");
      }
      return pattern.substitute(text, replacement);
    } catch (PatternSyntaxException e) {
      throw new TemplateException("'" + given.text(0, "pattern") + "' is not a pattern");
    }
  }

  /**
   * {@code json.dumps(value, sort_keys=True)}, with Jinja's escapes of characters that HTML minds.
   */
  private static String json(@Nullable Object value) {
    StringBuilder out = new StringBuilder();
    json(value, out);
    return out.toString();
  }

  private static void json(@Nullable Object value, StringBuilder out) {
    Object given = PythonValues.of(PythonValues.defined(value));
    if (given == null) {
      out.append("null");
    } else if (given instanceof String text) {
      out.append('"');
      for (char c : text.toCharArray()) {
        int simple = "\"\\\n\r\t\b\f".indexOf(c);
        if (simple >= 0) {
          out.append('\\').append("\"\\nrtbf".charAt(simple));
        } else if (c < ' ' || c > 126 || "<>&'".indexOf(c) >= 0) {
          out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
        } else {
          out.append(c);
        }
      }
      out.append('"');
    } else if (given instanceof Collection<?> items) {
      String between = "[";
      for (Object item : items) {
        out.append(between);
        json(item, out);
        between = ", ";
      }
      out.append(items.isEmpty() ? "[]" : "]");
    } else if (given instanceof Map<?, ?> map) {
      String between = "{";
      Map<String, @Nullable Object> sorted = new TreeMap<>();
      map.forEach((key, each) -> sorted.put(PythonValues.str(key), each));
      for (Map.Entry<String, @Nullable Object> entry : sorted.entrySet()) {
        out.append(between);
        json(entry.getKey(), out);
        out.append(": ");
        json(entry.getValue(), out);
        between = ", ";
      }
      out.append(map.isEmpty() ? "{}" : "}");
    } else {
      out.append(given instanceof Boolean ? given.toString() : PythonValues.repr(given));
    }
  }

  private static @Nullable String chars(Arguments.Values given) {
    Object chars = given.get(0, "chars", null);
    return chars == null ? null : chars.toString();
  }

  private static List<String> sorted() {
    return NAMES.stream().sorted().toList();
  }
}
