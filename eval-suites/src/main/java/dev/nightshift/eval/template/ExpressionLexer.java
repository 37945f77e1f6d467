package dev.nightshift.eval.template;

import java.util.ArrayList;
import java.util.List;

/** Cuts an expression into tokens. */
final class ExpressionLexer {

  private static final List<String> OPERATORS = List.of("//", "**", "==", "!=", "<=", ">=");
  private static final String SIMPLE = "+-*/%~<>=()[]{},:.|";

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private ExpressionLexer(String source) {
    this.source = source;
  }

  static List<Token> tokens(String source) {
    ExpressionLexer lexer = new ExpressionLexer(source);
    while (lexer.at < source.length()) {
      lexer.next();
    }
    lexer.tokens.add(new Token(Token.Kind.END, "the end"));
    return lexer.tokens;
  }

  private void next() {
    char c = source.charAt(at);
    if (Character.isWhitespace(c)) {
      at++;
    } else if (c == '\'' || c == '"') {
      string();
    } else if (c >= '0' && c <= '9') {
      number();
    } else if (Character.isLetter(c) || c == '_') {
      int from = at;
      while (at < source.length()
          && (Character.isLetterOrDigit(source.charAt(at)) || source.charAt(at) == '_')) {
        at++;
      }
      tokens.add(new Token(Token.Kind.NAME, source.substring(from, at)));
    } else {
      operator();
    }
  }

  private void operator() {
    for (String operator : OPERATORS) {
      if (source.startsWith(operator, at)) {
        tokens.add(new Token(Token.Kind.OPERATOR, operator));
        at += 2;
        return;
      }
    }
    char c = source.charAt(at);
    if (SIMPLE.indexOf(c) < 0) {
      throw new TemplateException("'" + c + "' means nothing in an expression");
    }
    tokens.add(new Token(Token.Kind.OPERATOR, String.valueOf(c)));
    at++;
  }

  private void number() {
    int from = at;
    boolean isFloat = false;
    while (at < source.length()) {
      char c = source.charAt(at);
      boolean point =
          c == '.'
              && !isFloat
              && at + 1 < source.length()
              && Character.isDigit(source.charAt(at + 1));
      boolean exponent =
          (c == 'e' || c == 'E')
              && at + 1 < source.length()
              && (Character.isDigit(source.charAt(at + 1))
                  || "+-".indexOf(source.charAt(at + 1)) >= 0);
      if (point || exponent) {
        isFloat = true;
        at += exponent ? 2 : 1;
      } else if (Character.isDigit(c) || c == '_') {
        at++;
      } else {
        break;
      }
    }
    String text = source.substring(from, at).replace("_", "");
    tokens.add(new Token(isFloat ? Token.Kind.FLOAT : Token.Kind.INTEGER, text));
  }

  /** A string with Python's escapes. */
  private void string() {
    char quote = source.charAt(at++);
    StringBuilder value = new StringBuilder();
    while (at < source.length() && source.charAt(at) != quote) {
      char c = source.charAt(at++);
      if (c != '\\' || at == source.length()) {
        value.append(c);
      } else {
        escape(value);
      }
    }
    if (at >= source.length()) {
      throw new TemplateException("a string is not closed");
    }
    at++;
    tokens.add(new Token(Token.Kind.STRING, value.toString()));
  }

  private void escape(StringBuilder value) {
    char c = source.charAt(at++);
    int simple = "ntrbfav0\\'\"".indexOf(c);
    int digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
    if (c == '\n') {
      return;
    }
    if (simple >= 0) {
      value.append("\n\t\r\b\f\u0007\u000b\0\\'\"".charAt(simple));
    } else if (digits > 0) {
      try {
        value.appendCodePoint(Integer.parseInt(source.substring(at, at + digits), 16));
        at += digits;
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        throw new TemplateException("\\" + c + " needs " + digits + " hexadecimal digits");
      }
    } else {
      value.append('\\').append(c);
    }
  }
}
