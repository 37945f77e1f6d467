package dev.nightshift.eval.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads expressions with Jinja's precedence: operators here, operands in {@link OperandParser}. */
final class ExpressionParser extends OperandParser {

  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
  private static final int DEEPEST = 100;

  private int depth;

  ExpressionParser(String source) {
    super(ExpressionLexer.tokens(source));
  }

  /** The whole source as one expression; values with commas between them are a list. */
  static Expression parse(String source) {
    ExpressionParser parser = new ExpressionParser(source);
    Expression expression = parser.tuple();
    parser.expectEnd();
    return expression;
  }

  /** Expressions with commas between them: one is itself, several are a list. */
  @Override
  Expression tuple() {
    Expression first = expression();
    if (!peek().is(",")) {
      return first;
    }
    List<Expression> items = new ArrayList<>(List.of(first));
    while (accept(",")) {
      if (peek().kind() != Token.Kind.END && !peek().is(")")) {
        items.add(expression());
      }
    }
    return Meaning.list(items);
  }

  @Override
  Expression expression() {
    if (++depth > DEEPEST) {
      throw new TemplateException("an expression is nested too deeply");
    }
    Expression value = or();
    while (acceptName("if")) {
      Expression then = value;
      Expression condition = or();
      Expression otherwise = acceptName("else") ? expression() : s -> new Undefined("the value");
      value = Meaning.conditional(condition, then, otherwise);
    }
    depth--;
    return value;
  }

  /** An expression without a condition: what a loop goes through. */
  Expression or() {
    Expression left = and();
    while (acceptName("or")) {
      left = Meaning.or(left, and());
    }
    return left;
  }

  private Expression and() {
    Expression left = not();
    while (acceptName("and")) {
      left = Meaning.and(left, not());
    }
    return left;
  }

  private Expression not() {
    if (acceptName("not")) {
      Expression value = not();
      return s -> !PythonValues.truth(value.in(s));
    }
    return comparison();
  }

  private Expression comparison() {
    List<Expression> operands = new ArrayList<>(List.of(sum()));
    List<String> operators = new ArrayList<>();
    while (true) {
      Token token = peek();
      if (token.kind() == Token.Kind.OPERATOR && COMPARISONS.contains(token.text())) {
        operators.add(next().text());
      } else if (token.isName("in")) {
        operators.add(next().text());
      } else if (token.isName("not") && second().isName("in")) {
        next();
        next();
        operators.add("not in");
      } else {
        break;
      }
      operands.add(sum());
    }
    if (operators.isEmpty()) {
      return operands.get(0);
    }
    return Meaning.comparisons(operands, operators);
  }

  private Expression sum() {
    Expression left = concatenation();
    while (peek().is("+") || peek().is("-")) {
      left = Meaning.binary(next().text(), left, concatenation());
    }
    return left;
  }

  private Expression concatenation() {
    Expression left = product();
    while (accept("~")) {
      left = Meaning.concatenation(left, product());
    }
    return left;
  }

  private Expression product() {
    Expression left = power();
    while (peek().is("*") || peek().is("/") || peek().is("//") || peek().is("%")) {
      left = Meaning.binary(next().text(), left, power());
    }
    return left;
  }

  private Expression power() {
    Expression left = unary(true);
    while (accept("**")) {
      left = Meaning.binary("**", left, unary(true));
    }
    return left;
  }

  private Expression unary(boolean filtered) {
    if (++depth > DEEPEST) {
      throw new TemplateException("an expression is nested too deeply");
    }
    Expression value;
    if (accept("-")) {
      Expression operand = unary(false);
      value = s -> Operations.negate(operand.in(s));
    } else if (accept("+")) {
      value = unary(false);
    } else {
      value = postfix(primary());
    }
    depth--;
    return filtered ? filters(value) : value;
  }
}
