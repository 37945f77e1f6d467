package dev.nightshift.eval.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what operators stand between: names, numbers, texts and brackets, with the attributes,
 * calls, parts, filters and tests behind them.
 */
abstract class OperandParser extends TokenCursor {

  /** Names that stand behind a test and are no argument of it. */
  private static final Set<String> NOT_ARGUMENTS = Set.of("else", "or", "and", "is", "in", "if");

  OperandParser(List<Token> tokens) {
    super(tokens);
  }

  /** An expression without commas. */
  abstract Expression expression();

  /** Expressions with commas between them. */
  abstract Expression tuple();

  final Expression primary() {
    Token token = next();
    switch (token.kind()) {
      case STRING -> {
        StringBuilder text = new StringBuilder(token.text());
        while (peek().kind() == Token.Kind.STRING) {
          text.append(next().text());
        }
        String value = text.toString();
        return s -> value;
      }
      case INTEGER -> {
        Object value = Operations.integer(token.text());
        return s -> value;
      }
      case FLOAT -> {
        Double value = Double.valueOf(token.text());
        return s -> value;
      }
      case NAME -> {
        return token.isName("range") && accept("(")
            ? Meaning.range(arguments())
            : Meaning.name(token.text());
      }
      case OPERATOR -> {
        return bracketed(token);
      }
      case END -> throw new TemplateException("an expression ends too early");
    }
    throw new IllegalStateException(token.toString());
  }

  private Expression bracketed(Token token) {
    if (token.is("(")) {
      if (accept(")")) {
        return s -> List.of();
      }
      Expression inside = tuple();
      expect(")");
      return inside;
    }
    if (token.is("[")) {
      return Meaning.list(items("]"));
    }
    if (token.is("{")) {
      return dictionary();
    }
    throw new TemplateException("'" + token.text() + "' stands where a value is expected");
  }

  private List<Expression> items(String end) {
    List<Expression> items = new ArrayList<>();
    while (!accept(end)) {
      items.add(expression());
      if (!peek().is(end)) {
        expect(",");
      }
    }
    return items;
  }

  private Expression dictionary() {
    Map<Expression, Expression> entries = new LinkedHashMap<>();
    while (!accept("}")) {
      Expression key = expression();
      expect(":");
      entries.put(key, expression());
      if (!peek().is("}")) {
        expect(",");
      }
    }
    return Meaning.dictionary(entries);
  }

  final Expression postfix(Expression start) {
    Expression value = start;
    while (true) {
      Expression base = value;
      if (accept(".")) {
        Token token = next();
        String name = token.text();
        if (token.kind() == Token.Kind.INTEGER || token.kind() == Token.Kind.FLOAT) {
          // Two numbers with a point between them are read as one.
          for (String digits : name.split("\\.")) {
            Expression outer = value;
            Object index = Operations.integer(digits);
            value = s -> Operations.item(outer.in(s), index);
          }
        } else if (peek().is("(")) {
          next();
          Arguments arguments = arguments();
          value = s -> Methods.call(base.in(s), name, arguments.in(s));
        } else {
          value = s -> Operations.attribute(base.in(s), name);
        }
      } else if (accept("[")) {
        value = subscript(base);
      } else if (peek().is("(")) {
        throw new TemplateException("a function is called; templates know the function range only");
      } else {
        return value;
      }
    }
  }

  private Expression subscript(Expression base) {
    List<@Nullable Expression> parts = new ArrayList<>();
    parts.add(peek().is(":") ? null : expression());
    while (accept(":")) {
      parts.add(peek().is(":") || peek().is("]") ? null : expression());
    }
    expect("]");
    if (parts.size() == 1 && parts.get(0) != null) {
      Expression index = parts.get(0);
      return s -> Operations.item(base.in(s), index.in(s));
    }
    return Meaning.slice(base, parts);
  }

  final Expression filters(Expression start) {
    Expression value = start;
    while (true) {
      Expression base = value;
      if (accept("|")) {
        String name = next().text();
        Filters.require(name);
        Arguments arguments = accept("(") ? arguments() : Arguments.NONE;
        value =
            s -> {
              s.step();
              return Filters.apply(name, base.in(s), arguments.in(s));
            };
      } else if (acceptName("is")) {
        value = test(base);
      } else {
        return value;
      }
    }
  }

  private Expression test(Expression base) {
    boolean negated = acceptName("not");
    String name = next().text();
    Tests.require(name);
    Arguments arguments = Arguments.NONE;
    Token token = peek();
    if (accept("(")) {
      arguments = arguments();
    } else if (token.kind() == Token.Kind.NAME && !NOT_ARGUMENTS.contains(token.text())
        || token.kind() == Token.Kind.STRING
        || token.kind() == Token.Kind.INTEGER
        || token.kind() == Token.Kind.FLOAT
        || token.is("[")
        || token.is("{")) {
      arguments = new Arguments(List.of(postfix(primary())), Map.of());
    }
    Arguments given = arguments;
    return s -> negated != Tests.holds(name, base.in(s), given.in(s).positional());
  }

  private Arguments arguments() {
    List<Expression> positional = new ArrayList<>();
    Map<String, Expression> named = new LinkedHashMap<>();
    while (!accept(")")) {
      if (peek().kind() == Token.Kind.NAME && second().is("=")) {
        String name = next().text();
        next();
        named.put(name, expression());
      } else {
        positional.add(expression());
      }
      if (!peek().is(")")) {
        expect(",");
      }
    }
    return new Arguments(positional, named);
  }
}
