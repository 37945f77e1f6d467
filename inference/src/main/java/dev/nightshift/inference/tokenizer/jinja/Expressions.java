package dev.nightshift.inference.tokenizer.jinja;

import dev.nightshift.inference.tokenizer.jinja.ExpressionTokens.Kind;
import dev.nightshift.inference.tokenizer.jinja.ExpressionTokens.Token;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rewrites expressions for jinjava: a string literal becomes a variable (jinjava's escapes are not
 * Python's), a negation reaches as far as in Python, a slice becomes a method call (jinjava's has
 * no step), and the value of a named argument is put into parentheses (jinjava binds it too
 * tightly). Filters, tests, functions and methods that are not known to behave as in Python are
 * refused.
 */
final class Expressions {

  /** Method that answers a slice. */
  static final String SLICE = "____slice";

  private static final String LITERAL = "____s";

  private static final Set<String> FILTERS =
      Set.of(
          "trim",
          "length",
          "count",
          "join",
          "upper",
          "lower",
          "capitalize",
          "replace",
          "indent",
          "int",
          "float",
          "list",
          "map",
          "select",
          "selectattr",
          "reject",
          "rejectattr",
          "first",
          "last",
          "reverse",
          "sort",
          "unique",
          "sum",
          "safe",
          "string",
          "items",
          "default",
          "d",
          "tojson",
          "abs",
          "e",
          "escape");

  private static final Set<String> TESTS =
      Set.of(
          "defined",
          "undefined",
          "none",
          "string",
          "number",
          "mapping",
          "iterable",
          "sequence",
          "true",
          "false",
          "boolean",
          "integer",
          "float",
          "eq",
          "equalto",
          "ne",
          "in",
          "odd",
          "even",
          "divisibleby",
          "lower",
          "upper");

  private static final Set<String> FUNCTIONS =
      Set.of("raise_exception", "strftime_now", "namespace", "range");

  private static final Set<String> WORDS = Set.of("and", "or", "not", "in", "if", "else", "is");

  private static final Set<String> ENDS_NEGATION = Set.of("and", "or", "if", "else");

  private final Map<String, Object> literals = new HashMap<>();
  private final Set<String> macros = new HashSet<>();

  /** The variables that stand for string literals. */
  Map<String, Object> literals() {
    return literals;
  }

  /** Makes a macro known, so that it may be called. */
  void declareMacro(String name) {
    macros.add(name);
  }

  /** The variable that stands for a string. */
  String literal(String value) {
    String name = LITERAL + literals.size();
    literals.put(name, value);
    return name;
  }

  /** Puts the literals back into a message of jinjava's. */
  String readable(String message) {
    String text = message;
    for (int i = literals.size() - 1; i >= 0; i--) {
      text = text.replace(LITERAL + i, PythonText.repr(literals.get(LITERAL + i)));
    }
    return text;
  }

  /** An expression as jinjava reads it. */
  String rewrite(String expression) {
    return rewrite(ExpressionTokens.of(expression));
  }

  /** Tokens as an expression that jinjava reads. */
  String rewrite(List<Token> tokens) {
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < tokens.size()) {
      Token token = tokens.get(i);
      if (token.is("[") && i > 0 && endsValue(tokens, i - 1)) {
        int close = matching(tokens, i);
        out.append(subscript(tokens.subList(i + 1, close)));
        i = close + 1;
        continue;
      }
      if (token.is("=") && i > 0 && tokens.get(i - 1).kind() == Kind.NAME) {
        int end = endOfArgument(tokens, i + 1);
        String value = rewrite(tokens.subList(i + 1, end));
        boolean one = end - i == 2 || tokens.get(i + 1).is("{");
        out.append(one ? "= " + value : "= (" + value + ")").append(' ');
        i = end;
        continue;
      }
      if (isNegation(tokens, i)) {
        int end = endOfNegation(tokens, i + 1);
        out.append("not fn:truth ( ").append(rewrite(tokens.subList(i + 1, end))).append(" ) ");
        i = end;
        continue;
      }
      check(tokens, i);
      out.append(token.kind() == Kind.STRING ? literal(token.text()) : token.text()).append(' ');
      i++;
    }
    return out.toString().strip();
  }

  private String subscript(List<Token> inside) {
    List<List<Token>> parts = Tokens.split(inside, ":");
    if (parts.size() == 1) {
      return "[ " + rewrite(inside) + " ] ";
    }
    StringBuilder call = new StringBuilder(". ").append(SLICE).append(" ( ");
    for (int i = 0; i < 3; i++) {
      boolean given = i < parts.size() && !parts.get(i).isEmpty();
      call.append(i > 0 ? " , " : "").append(given ? rewrite(parts.get(i)) : "null");
    }
    return call.append(" ) ").toString();
  }

  private void check(List<Token> tokens, int i) {
    Token token = tokens.get(i);
    if (token.kind() != Kind.NAME || WORDS.contains(token.text())) {
      return;
    }
    boolean called = i + 1 < tokens.size() && tokens.get(i + 1).is("(");
    Token before = i > 0 ? tokens.get(i - 1) : new Token(Kind.OPERATOR, "");
    String name = token.text();
    if (before.is("|")) {
      known(FILTERS, name, "filter");
    } else if (before.isName("is")
        || before.isName("not") && i > 1 && tokens.get(i - 2).isName("is")) {
      known(TESTS, name, "test");
    } else if (before.is(".")) {
      if (called) {
        known(PythonMethods.NAMES, name, "method");
      }
    } else if (called && !macros.contains(name)) {
      known(FUNCTIONS, name, "function");
    }
  }

  private static void known(Set<String> names, String name, String what) {
    if (!names.contains(name)) {
      throw new TemplateProblem("the " + what + " " + name);
    }
  }

  /** Whether a token ends a value, so that a bracket after it is a subscript. */
  private static boolean endsValue(List<Token> tokens, int i) {
    Token token = tokens.get(i);
    return switch (token.kind()) {
      case NAME -> !WORDS.contains(token.text()) || i > 0 && tokens.get(i - 1).is(".");
      case STRING -> true;
      case NUMBER -> false;
      case OPERATOR -> token.is(")") || token.is("]") || token.is("}");
    };
  }

  private static boolean isNegation(List<Token> tokens, int i) {
    return tokens.get(i).isName("not")
        && (i == 0 || !tokens.get(i - 1).isName("is"))
        && (i + 1 == tokens.size() || !tokens.get(i + 1).isName("in"));
  }

  /** In Python a negation reaches over comparisons and filters, in jinjava over one value. */
  private static int endOfNegation(List<Token> tokens, int from) {
    int depth = 0;
    for (int i = from; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      boolean ends =
          token.kind() == Kind.NAME && ENDS_NEGATION.contains(token.text())
              || token.is(",")
              || token.is(":")
              || Tokens.nesting(token) < 0;
      if (depth == 0 && ends) {
        return i;
      }
      depth += Tokens.nesting(token);
    }
    return tokens.size();
  }

  private static int endOfArgument(List<Token> tokens, int from) {
    int depth = 0;
    for (int i = from; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (depth == 0 && (token.is(",") || token.is(")"))) {
        return i;
      }
      depth += Tokens.nesting(token);
    }
    return tokens.size();
  }

  private static int matching(List<Token> tokens, int open) {
    int depth = 0;
    for (int i = open; i < tokens.size(); i++) {
      depth += Tokens.nesting(tokens.get(i));
      if (depth == 0) {
        return i;
      }
    }
    throw new TemplateProblem("a bracket is not closed");
  }
}
