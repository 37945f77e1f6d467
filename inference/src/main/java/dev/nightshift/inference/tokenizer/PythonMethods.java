package dev.nightshift.inference.tokenizer;

import java.beans.FeatureDescriptor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELResolver;
import org.jspecify.annotations.Nullable;

/** The methods of Python's strings and dictionaries that chat templates call. */
final class PythonMethods extends ELResolver {

  @Override
  public @Nullable Object invoke(
      ELContext context,
      Object base,
      Object method,
      Class<?> @Nullable [] types,
      Object @Nullable [] given) {
    Object[] args = given == null ? new Object[0] : given;
    String name = String.valueOf(method);
    if (base instanceof CharSequence text && isStringMethod(name)) {
      context.setPropertyResolved(true);
      return string(text.toString(), name, args);
    }
    if (base instanceof Map<?, ?> map && isMapMethod(name)) {
      context.setPropertyResolved(true);
      return map(map, name, args);
    }
    return null;
  }

  private static boolean isStringMethod(String name) {
    return switch (name) {
      case "strip",
          "lstrip",
          "rstrip",
          "startswith",
          "endswith",
          "split",
          "splitlines",
          "replace",
          "upper",
          "lower",
          "title",
          "capitalize",
          "find",
          "count",
          "join" ->
          true;
      default -> false;
    };
  }

  private static Object string(String text, String name, Object[] args) {
    return switch (name) {
      case "strip" -> strip(text, args, true, true);
      case "lstrip" -> strip(text, args, true, false);
      case "rstrip" -> strip(text, args, false, true);
      case "startswith" -> text.startsWith(argument(name, args, 0));
      case "endswith" -> text.endsWith(argument(name, args, 0));
      case "split" -> split(text, args);
      case "splitlines" -> text.lines().toList();
      case "replace" -> text.replace(argument(name, args, 0), argument(name, args, 1));
      case "upper" -> text.toUpperCase(Locale.ROOT);
      case "lower" -> text.toLowerCase(Locale.ROOT);
      case "title" -> title(text);
      case "capitalize" -> capitalize(text);
      case "find" -> (long) text.indexOf(argument(name, args, 0));
      case "count" -> (long) split(text, args).size() - 1;
      case "join" -> join(text, args);
      default -> throw new IllegalArgumentException("a string has no method " + name);
    };
  }

  private static boolean isMapMethod(String name) {
    return switch (name) {
      case "items", "keys", "values", "get" -> true;
      default -> false;
    };
  }

  private static @Nullable Object map(Map<?, ?> map, String name, Object[] args) {
    return switch (name) {
      case "keys" -> new ArrayList<>(map.keySet());
      case "values" -> new ArrayList<>(map.values());
      case "items" -> {
        List<List<Object>> items = new ArrayList<>();
        map.forEach((key, value) -> items.add(Arrays.asList(key, value)));
        yield items;
      }
      case "get" -> {
        String key = argument(name, args, 0);
        yield map.containsKey(key) ? map.get(key) : args.length > 1 ? args[1] : null;
      }
      default -> throw new IllegalArgumentException("a dictionary has no method " + name);
    };
  }

  private static String argument(String name, Object[] args, int index) {
    if (args.length <= index) {
      throw new IllegalArgumentException(name + " needs " + (index + 1) + " arguments");
    }
    return String.valueOf(args[index]);
  }

  /** Strips white space, or the characters that are given. */
  private static String strip(String text, Object[] args, boolean left, boolean right) {
    String which = args.length > 0 && args[0] != null ? args[0].toString() : null;
    int from = 0;
    int to = text.length();
    while (left && from < to && strips(which, text.charAt(from))) {
      from++;
    }
    while (right && to > from && strips(which, text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  private static boolean strips(@Nullable String which, char c) {
    return which == null
        ? Character.isWhitespace(c) || Character.isSpaceChar(c)
        : which.indexOf(c) >= 0;
  }

  /** Splits at a separator, at most so many times; without one, at runs of white space. */
  private static List<String> split(String text, Object[] args) {
    if (args.length == 0 || args[0] == null) {
      String plain = text.strip();
      return plain.isEmpty() ? List.of() : List.of(plain.split("\\s+"));
    }
    String separator = args[0].toString();
    if (separator.isEmpty()) {
      throw new IllegalArgumentException("split needs a separator that is not empty");
    }
    long most =
        args.length > 1 && args[1] instanceof Number n && n.longValue() >= 0
            ? n.longValue()
            : Long.MAX_VALUE;
    List<String> parts = new ArrayList<>();
    int from = 0;
    int at = text.indexOf(separator);
    while (at >= 0 && parts.size() < most) {
      parts.add(text.substring(from, at));
      from = at + separator.length();
      at = text.indexOf(separator, from);
    }
    parts.add(text.substring(from));
    return parts;
  }

  private static String join(String separator, Object[] args) {
    if (args.length != 1 || !(args[0] instanceof Iterable<?> elements)) {
      throw new IllegalArgumentException("join needs a list");
    }
    List<String> texts = new ArrayList<>();
    elements.forEach(element -> texts.add(String.valueOf(element)));
    return String.join(separator, texts);
  }

  private static String title(String text) {
    StringBuilder out = new StringBuilder();
    boolean inWord = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      out.append(inWord ? Character.toLowerCase(c) : Character.toTitleCase(c));
      inWord = Character.isLetter(c);
    }
    return out.toString();
  }

  private static String capitalize(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT)
            + text.substring(1).toLowerCase(Locale.ROOT);
  }

  @Override
  public @Nullable Object getValue(ELContext context, Object base, Object property) {
    return null;
  }

  @Override
  public @Nullable Class<?> getType(ELContext context, Object base, Object property) {
    return null;
  }

  @Override
  public void setValue(ELContext context, Object base, Object property, Object value) {}

  @Override
  public boolean isReadOnly(ELContext context, Object base, Object property) {
    return true;
  }

  @Override
  public Iterator<FeatureDescriptor> getFeatureDescriptors(ELContext context, Object base) {
    return Collections.emptyIterator();
  }

  @Override
  public @Nullable Class<?> getCommonPropertyType(ELContext context, Object base) {
    return null;
  }
}
