package dev.nightshift.inference.tokenizer.jinja;

import java.util.ArrayList;
import java.util.List;

/** Cuts an expression into tokens. */
final class ExpressionTokens {

  private static final List<String> LONG_OPERATORS = List.of("//", "**", "==", "!=", "<=", ">=");

  private ExpressionTokens() {}

  /**
   * A token.
   *
   * @param kind what it is
   * @param text the name, number or operator as written; the value of a string
   */
  record Token(Kind kind, String text) {

    boolean is(String operator) {
      return kind == Kind.OPERATOR && text.equals(operator);
    }

    boolean isName(String name) {
      return kind == Kind.NAME && text.equals(name);
    }
  }

  /** Kinds of tokens. */
  enum Kind {
    NAME,
    NUMBER,
    STRING,
    OPERATOR
  }

  /** Where a delimiter closes an element: outside strings and outside brackets; −1 if nowhere. */
  static int closing(String source, int from, String delimiter) {
    int depth = 0;
    int i = from;
    while (i < source.length()) {
      char c = source.charAt(i);
      if (depth == 0 && source.startsWith(delimiter, i)) {
        return i;
      }
      if (c == '\'' || c == '"') {
        i = endOfString(source, i);
        if (i < 0) {
          return -1;
        }
        continue;
      }
      if ("([{".indexOf(c) >= 0) {
        depth++;
      } else if (")]}".indexOf(c) >= 0) {
        depth--;
      }
      i++;
    }
    return -1;
  }

  /** The tokens of an expression; strings that stand side by side are one. */
  static List<Token> of(String expression) {
    List<Token> tokens = new ArrayList<>();
    int i = 0;
    while (i < expression.length()) {
      char c = expression.charAt(i);
      int end;
      if (Character.isWhitespace(c)) {
        i++;
        continue;
      }
      if (c == '\'' || c == '"') {
        end = endOfString(expression, i);
        if (end < 0) {
          throw new TemplateProblem("a string is not closed: " + expression);
        }
        string(tokens, unescape(expression.substring(i + 1, end - 1)));
      } else if (Character.isDigit(c)) {
        end = endOfNumber(expression, i);
        tokens.add(new Token(Kind.NUMBER, expression.substring(i, end).replace("_", "")));
      } else if (Character.isJavaIdentifierStart(c)) {
        end = i + 1;
        while (end < expression.length()
            && Character.isJavaIdentifierPart(expression.charAt(end))) {
          end++;
        }
        tokens.add(new Token(Kind.NAME, expression.substring(i, end)));
      } else {
        String two = expression.substring(i, Math.min(expression.length(), i + 2));
        end = LONG_OPERATORS.contains(two) ? i + 2 : i + 1;
        tokens.add(new Token(Kind.OPERATOR, expression.substring(i, end)));
      }
      i = end;
    }
    return tokens;
  }

  private static void string(List<Token> tokens, String value) {
    int last = tokens.size() - 1;
    if (last >= 0 && tokens.get(last).kind() == Kind.STRING) {
      tokens.set(last, new Token(Kind.STRING, tokens.get(last).text() + value));
    } else {
      tokens.add(new Token(Kind.STRING, value));
    }
  }

  private static int endOfNumber(String text, int from) {
    int end = from;
    while (end < text.length()
        && (Character.isLetterOrDigit(text.charAt(end))
            || text.charAt(end) == '_'
            || text.charAt(end) == '.'
                && end + 1 < text.length()
                && Character.isDigit(text.charAt(end + 1)))) {
      end++;
    }
    return end;
  }

  private static int endOfString(String text, int from) {
    char quote = text.charAt(from);
    for (int i = from + 1; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == quote) {
        return i + 1;
      }
    }
    return -1;
  }

  /** Python's escapes. */
  private static String unescape(String raw) {
    StringBuilder value = new StringBuilder();
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c != '\\' || i + 1 == raw.length()) {
        value.append(c);
        continue;
      }
      char escaped = raw.charAt(++i);
      int simple = "ntrbfav0\\'\"".indexOf(escaped);
      int digits = escaped == 'x' ? 2 : escaped == 'u' ? 4 : escaped == 'U' ? 8 : 0;
      if (escaped == '\n') {
        continue;
      } else if (simple >= 0) {
        value.append("\n\t\r\b\f\u0007\u000b\0\\'\"".charAt(simple));
      } else if (digits > 0 && i + digits < raw.length()) {
        value.appendCodePoint(Integer.parseInt(raw.substring(i + 1, i + 1 + digits), 16));
        i += digits;
      } else {
        value.append('\\').append(escaped);
      }
    }
    return value.toString();
  }
}
