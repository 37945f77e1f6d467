package dev.nightshift.eval.pattern;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rewrites an expression of Python's {@code re} for {@link Pattern}. */
final class PythonSyntax {

  private static final Pattern REPEAT = Pattern.compile("\\{([0-9]*)(,?)([0-9]*)\\}");
  private static final Pattern GROUP = Pattern.compile("\\(\\?P<([A-Za-z_][A-Za-z0-9_]*)>");
  private static final Pattern BACK = Pattern.compile("\\(\\?P=([A-Za-z_][A-Za-z0-9_]*)\\)");

  private final String source;
  private final StringBuilder out = new StringBuilder();
  private int at;

  private PythonSyntax(String source) {
    this.source = source;
  }

  static String toJava(String source) {
    return new PythonSyntax(source).rewrite();
  }

  private String rewrite() {
    while (at < source.length()) {
      char c = source.charAt(at);
      switch (c) {
        case '\\' -> escape();
        case '[' -> characterClass();
        case '{' -> brace();
        case '(' -> group();
        default -> {
          out.append(c);
          at++;
        }
      }
    }
    return out.toString();
  }

  private void escape() {
    boolean end = source.startsWith("\\Z", at);
    out.append(end ? "\\z" : source.substring(at, Math.min(source.length(), at + 2)));
    at += 2;
  }

  /** A brace that is no repetition stands for itself; a missing lower bound is 0. */
  private void brace() {
    Matcher repeat = REPEAT.matcher(source).region(at, source.length());
    boolean counts =
        repeat.lookingAt() && !(repeat.group(1).isEmpty() && repeat.group(3).isEmpty());
    if (!counts) {
      out.append("\\{");
      at++;
      return;
    }
    String least = repeat.group(1).isEmpty() ? "0" : repeat.group(1);
    out.append('{').append(least).append(repeat.group(2)).append(repeat.group(3)).append('}');
    at = repeat.end();
  }

  private void group() {
    Matcher named = GROUP.matcher(source).region(at, source.length());
    Matcher back = BACK.matcher(source).region(at, source.length());
    if (named.lookingAt()) {
      out.append("(?<").append(name(named.group(1))).append('>');
      at = named.end();
    } else if (back.lookingAt()) {
      out.append("\\k<").append(name(back.group(1))).append('>');
      at = back.end();
    } else {
      out.append('(');
      at++;
    }
  }

  /** Java's names of groups have no underscore. */
  private static String name(String python) {
    return "n" + python.replace("_", "U95");
  }

  /** A class: brackets and ampersands inside stand for themselves. */
  private void characterClass() {
    out.append('[');
    at++;
    if (source.startsWith("^", at)) {
      out.append('^');
      at++;
    }
    boolean first = true;
    while (at < source.length() && (first || source.charAt(at) != ']')) {
      char c = source.charAt(at);
      if (c == '\\') {
        escape();
      } else {
        out.append("[]&~^".indexOf(c) >= 0 ? "\\" : "").append(c);
        at++;
      }
      first = false;
    }
    if (at < source.length()) {
      out.append(']');
      at++;
    }
  }
}
