package dev.nightshift.eval.template;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Methods of Python's {@code str}. */
final class PythonStrings {

  private PythonStrings() {}

  static @Nullable Object call(String text, String method, Arguments.Values given) {
    return switch (method) {
      case "strip" -> strip(text, chars(given), true, true);
      case "lstrip" -> strip(text, chars(given), true, false);
      case "rstrip" -> strip(text, chars(given), false, true);
      case "split" -> split(text, given);
      case "rsplit" -> rsplit(text, given);
      case "partition" -> partition(text, given.text(0, "sep"));
      case "splitlines" -> text.lines().toList();
      case "startswith" -> any(given).stream().anyMatch(text::startsWith);
      case "endswith" -> any(given).stream().anyMatch(text::endsWith);
      case "replace" -> replace(text, given);
      case "upper" -> text.toUpperCase(Locale.ROOT);
      case "lower" -> text.toLowerCase(Locale.ROOT);
      case "title" -> title(text);
      case "capitalize" -> capitalize(text);
      case "swapcase" -> swapCase(text);
      case "find" -> place(text, given.text(0, "sub"));
      case "index" -> {
        long at = place(text, given.text(0, "sub"));
        if (at < 0) {
          throw new TemplateException("the text does not hold " + given.text(0, "sub"));
        }
        yield at;
      }
      case "count" -> count(text, given.text(0, "sub"));
      case "join" -> join(text, given.require(0, "iterable"));
      case "removeprefix" -> {
        String prefix = given.text(0, "prefix");
        yield text.startsWith(prefix) ? text.substring(prefix.length()) : text;
      }
      case "removesuffix" -> {
        String suffix = given.text(0, "suffix");
        yield text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
      }
      case "zfill" -> {
        int width = PythonValues.integer(given.require(0, "width"));
        yield "0".repeat(Math.max(0, Math.min(10_000, width - text.length()))) + text;
      }
      case "isdigit" -> !text.isEmpty() && text.chars().allMatch(Character::isDigit);
      case "isalpha" -> !text.isEmpty() && text.codePoints().allMatch(Character::isLetter);
      case "isupper" -> isCased(text) && text.equals(text.toUpperCase(Locale.ROOT));
      case "islower" -> isCased(text) && text.equals(text.toLowerCase(Locale.ROOT));
      case "isspace" -> !text.isEmpty() && text.chars().allMatch(PythonStrings::isSpace);
      case "format" -> format(text, given);
      default -> throw new TemplateException("a text has no method '" + method + "' here");
    };
  }

  /** White space as {@code str.strip} sees it. */
  static boolean isSpace(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
  }

  static String strip(String text, @Nullable String chars, boolean left, boolean right) {
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

  static String capitalize(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int first = text.offsetByCodePoints(0, 1);
    return text.substring(0, first).toUpperCase(Locale.ROOT)
        + text.substring(first).toLowerCase(Locale.ROOT);
  }

  static String title(String text) {
    StringBuilder out = new StringBuilder();
    boolean begins = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      out.append(begins ? Character.toUpperCase(c) : Character.toLowerCase(c));
      begins = !Character.isLetter(c);
    }
    return out.toString();
  }

  static String join(String separator, @Nullable Object items) {
    if (!(items instanceof Collection<?>) && !(items instanceof String)) {
      throw new TemplateException("join needs a list, not " + PythonValues.type(items));
    }
    StringBuilder out = new StringBuilder();
    String between = "";
    for (Object item : Methods.items(items)) {
      out.append(between).append(PythonValues.str(item));
      between = separator;
    }
    return out.toString();
  }

  static String replace(String text, Arguments.Values given) {
    String old = given.text(0, "old");
    String replacement = given.text(1, "new");
    Object count = given.get(2, "count", null);
    int most = count == null ? -1 : PythonValues.integer(count);
    if (most < 0) {
      long more = (long) replacement.length() * (text.length() + 1);
      if (old.isEmpty() && more > Scope.MOST_CHARACTERS) {
        throw new TemplateException("a text of more than " + Scope.MOST_CHARACTERS + " characters");
      }
      return text.replace(old, replacement);
    }
    StringBuilder out = new StringBuilder();
    int at = 0;
    for (int i = 0; i < most && !old.isEmpty(); i++) {
      int found = text.indexOf(old, at);
      if (found < 0) {
        break;
      }
      out.append(text, at, found).append(replacement);
      at = found + old.length();
    }
    return out.append(text.substring(at)).toString();
  }

  private static List<String> split(String text, Arguments.Values given) {
    Object separator = given.get(0, "sep", null);
    Object count = given.get(1, "maxsplit", -1L);
    int most = PythonValues.integer(count);
    if (separator == null) {
      return splitBySpace(text, most);
    }
    String by = separator.toString();
    if (by.isEmpty()) {
      throw new TemplateException("empty separator");
    }
    List<String> parts = new ArrayList<>();
    int at = 0;
    while (most < 0 || parts.size() < most) {
      int found = text.indexOf(by, at);
      if (found < 0) {
        break;
      }
      parts.add(text.substring(at, found));
      at = found + by.length();
    }
    parts.add(text.substring(at));
    return parts;
  }

  private static List<String> splitBySpace(String text, int most) {
    List<String> parts = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      while (at < text.length() && isSpace(text.charAt(at))) {
        at++;
      }
      int from = at;
      if (at < text.length() && most >= 0 && parts.size() == most) {
        parts.add(strip(text.substring(from), null, false, true));
        return parts;
      }
      while (at < text.length() && !isSpace(text.charAt(at))) {
        at++;
      }
      if (at > from) {
        parts.add(text.substring(from, at));
      }
    }
    return parts;
  }

  private static List<String> rsplit(String text, Arguments.Values given) {
    Object separator = given.get(0, "sep", null);
    int most = PythonValues.integer(given.get(1, "maxsplit", -1L));
    if (most < 0) {
      return split(text, given);
    }
    if (separator == null || separator.toString().isEmpty()) {
      throw new TemplateException("rsplit with a limit needs a separator");
    }
    String by = separator.toString();
    List<String> parts = new ArrayList<>();
    String rest = text;
    while (parts.size() < most) {
      int found = rest.lastIndexOf(by);
      if (found < 0) {
        break;
      }
      parts.add(0, rest.substring(found + by.length()));
      rest = rest.substring(0, found);
    }
    parts.add(0, rest);
    return parts;
  }

  private static List<String> partition(String text, String separator) {
    int at = text.indexOf(separator);
    return at < 0
        ? List.of(text, "", "")
        : List.of(text.substring(0, at), separator, text.substring(at + separator.length()));
  }

  private static long place(String text, String part) {
    int at = text.indexOf(part);
    return at < 0 ? -1 : text.codePointCount(0, at);
  }

  private static long count(String text, String part) {
    if (part.isEmpty()) {
      return text.codePointCount(0, text.length()) + 1L;
    }
    long count = 0;
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
      count++;
    }
    return count;
  }

  /** {@code str.format} with empty, numbered and named fields, without formats. */
  private static String format(String text, Arguments.Values given) {
    StringBuilder out = new StringBuilder();
    int next = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c == '{' || c == '}') && i + 1 < text.length() && text.charAt(i + 1) == c) {
        out.append(c);
        i++;
      } else if (c == '{') {
        int end = text.indexOf('}', i);
        if (end < 0) {
          throw new TemplateException("a brace is not closed in a format");
        }
        String name = text.substring(i + 1, end);
        Object value =
            name.isEmpty()
                ? given.require(next++, "")
                : name.chars().allMatch(Character::isDigit) && name.length() < 4
                    ? given.require(Integer.parseInt(name), "")
                    : given.require(Integer.MAX_VALUE, name);
        out.append(PythonValues.str(value));
        i = end;
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static boolean isCased(String text) {
    return text.codePoints().anyMatch(c -> Character.isUpperCase(c) || Character.isLowerCase(c));
  }

  private static String swapCase(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            c ->
                out.appendCodePoint(
                    Character.isUpperCase(c)
                        ? Character.toLowerCase(c)
                        : Character.toUpperCase(c)));
    return out.toString();
  }

  private static @Nullable String chars(Arguments.Values given) {
    Object chars = given.get(0, "chars", null);
    return chars == null ? null : chars.toString();
  }

  private static boolean isStripped(char c, @Nullable String chars) {
    return chars == null ? isSpace(c) : chars.indexOf(c) >= 0;
  }

  private static List<String> any(Arguments.Values given) {
    Object wanted = given.require(0, "prefix");
    return wanted instanceof Collection<?> several
        ? several.stream().map(PythonValues::str).toList()
        : List.of(given.text(0, "prefix"));
  }
}
