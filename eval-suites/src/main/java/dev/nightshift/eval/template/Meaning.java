package dev.nightshift.eval.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the forms of expressions mean, with Python's values. */
final class Meaning {

  private Meaning() {}

  /** A name; the constants are written in lower case or as in Python. */
  static Expression name(String name) {
    return switch (name) {
      case "true", "True" -> s -> Boolean.TRUE;
      case "false", "False" -> s -> Boolean.FALSE;
      case "none", "None" -> s -> null;
      default -> s -> s.get(name);
    };
  }

  static Expression conditional(Expression condition, Expression then, Expression otherwise) {
    return s -> PythonValues.truth(condition.in(s)) ? then.in(s) : otherwise.in(s);
  }

  /** The first value where it is true, else the second. */
  static Expression or(Expression first, Expression second) {
    return s -> {
      Object value = first.in(s);
      return PythonValues.truth(value) ? value : second.in(s);
    };
  }

  /** The first value where it is false, else the second. */
  static Expression and(Expression first, Expression second) {
    return s -> {
      Object value = first.in(s);
      return PythonValues.truth(value) ? second.in(s) : value;
    };
  }

  /** Comparisons in a chain: {@code a < b < c} holds where both do. */
  static Expression comparisons(List<Expression> operands, List<String> operators) {
    return s -> {
      Object left = operands.get(0).in(s);
      for (int i = 0; i < operators.size(); i++) {
        Object right = operands.get(i + 1).in(s);
        if (!Operations.compare(operators.get(i), left, right)) {
          return false;
        }
        left = right;
      }
      return true;
    };
  }

  static Expression binary(String operator, Expression left, Expression right) {
    return s -> {
      s.step();
      return Operations.binary(operator, left.in(s), right.in(s));
    };
  }

  static Expression concatenation(Expression first, Expression second) {
    return s -> PythonValues.str(first.in(s)) + PythonValues.str(second.in(s));
  }

  static Expression range(Arguments arguments) {
    return s -> {
      List<@Nullable Object> given = arguments.in(s).positional();
      boolean one = given.size() == 1;
      long from = one ? 0 : PythonValues.integer(given.isEmpty() ? null : given.get(0));
      long to = PythonValues.integer(given.get(one ? 0 : 1));
      long step = given.size() > 2 ? PythonValues.integer(given.get(2)) : 1;
      if (step == 0) {
        throw new TemplateException("the step of a range is 0");
      }
      List<@Nullable Object> numbers = new ArrayList<>();
      for (long i = from; step > 0 ? i < to : i > to; i += step) {
        s.step();
        numbers.add(i);
      }
      return numbers;
    };
  }

  static Expression list(List<Expression> items) {
    return s -> {
      List<@Nullable Object> values = new ArrayList<>();
      items.forEach(item -> values.add(PythonValues.defined(item.in(s))));
      return values;
    };
  }

  static Expression dictionary(Map<Expression, Expression> entries) {
    return s -> {
      Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
      entries.forEach(
          (key, value) ->
              map.put(PythonValues.defined(key.in(s)), PythonValues.defined(value.in(s))));
      return map;
    };
  }

  /**
   * A part of a text or a list.
   *
   * @param parts start, end and step; null or absent where the expression names none
   */
  static Expression slice(Expression base, List<@Nullable Expression> parts) {
    return s -> {
      @Nullable Object[] bounds = new @Nullable Object[3];
      for (int i = 0; i < 3; i++) {
        Expression part = i < parts.size() ? parts.get(i) : null;
        bounds[i] = part == null ? null : part.in(s);
      }
      return Operations.slice(base.in(s), bounds[0], bounds[1], bounds[2]);
    };
  }
}
