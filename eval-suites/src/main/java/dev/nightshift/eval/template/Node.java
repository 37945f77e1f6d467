package dev.nightshift.eval.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A piece of a template that writes text. */
@FunctionalInterface
interface Node {

  void write(Scope scope, StringBuilder out);

  /** Text as it stands. */
  static Node text(String text) {
    return (scope, out) -> append(out, text);
  }

  /** The value of an expression. */
  static Node output(Expression expression, int line) {
    return (scope, out) -> {
      try {
        append(out, PythonValues.str(expression.in(scope)));
      } catch (TemplateException e) {
        throw e.at(line);
      }
    };
  }

  /** Nodes one after the other. */
  static Node sequence(List<Node> nodes) {
    List<Node> all = List.copyOf(nodes);
    return (scope, out) -> all.forEach(node -> node.write(scope, out));
  }

  /** One of two nodes. */
  static Node choice(Expression condition, Node then, Node otherwise, int line) {
    return (scope, out) -> {
      boolean holds;
      try {
        holds = PythonValues.truth(condition.in(scope));
      } catch (TemplateException e) {
        throw e.at(line);
      }
      (holds ? then : otherwise).write(scope, out);
    };
  }

  /** Gives a name, or several, a value. */
  static Node assignment(List<String> names, Expression value, int line) {
    return (scope, out) -> {
      try {
        bind(names, PythonValues.defined(value.in(scope)), scope);
      } catch (TemplateException e) {
        throw e.at(line);
      }
    };
  }

  /** Gives a name what a node writes. */
  static Node capture(String name, Node body) {
    return (scope, out) -> {
      StringBuilder inside = new StringBuilder();
      body.write(scope, inside);
      scope.set(name, inside.toString());
    };
  }

  /**
   * A loop.
   *
   * @param names take each item, or its parts
   * @param items what is gone through
   * @param condition which items are taken; null for all
   * @param body for each item
   * @param otherwise where there is none
   */
  static Node loop(
      List<String> names,
      Expression items,
      @Nullable Expression condition,
      Node body,
      Node otherwise,
      int line) {
    return (scope, out) -> {
      List<@Nullable Object> taken = new ArrayList<>();
      try {
        for (Object item : Methods.items(items.in(scope))) {
          scope.step();
          Scope inner = scope.inner();
          bind(names, item, inner);
          if (condition == null || PythonValues.truth(condition.in(inner))) {
            taken.add(item);
          }
        }
      } catch (TemplateException e) {
        throw e.at(line);
      }
      if (taken.isEmpty()) {
        otherwise.write(scope, out);
      }
      for (int i = 0; i < taken.size(); i++) {
        scope.step();
        Scope inner = scope.inner();
        bind(names, taken.get(i), inner);
        inner.set("loop", state(i, taken));
        body.write(inner, out);
      }
    };
  }

  private static Map<String, @Nullable Object> state(int index, List<@Nullable Object> items) {
    int size = items.size();
    Map<String, @Nullable Object> loop = new LinkedHashMap<>();
    loop.put("index", index + 1L);
    loop.put("index0", (long) index);
    loop.put("revindex", (long) (size - index));
    loop.put("revindex0", size - index - 1L);
    loop.put("first", index == 0);
    loop.put("last", index == size - 1);
    loop.put("length", (long) size);
    if (index > 0) {
      loop.put("previtem", items.get(index - 1));
    }
    if (index + 1 < size) {
      loop.put("nextitem", items.get(index + 1));
    }
    return loop;
  }

  private static void bind(List<String> names, @Nullable Object value, Scope scope) {
    if (names.size() == 1) {
      scope.set(names.get(0), value);
      return;
    }
    List<?> parts = Methods.items(value);
    if (parts.size() != names.size()) {
      throw new TemplateException(
          parts.size() + " values stand for the " + names.size() + " names " + names);
    }
    for (int i = 0; i < names.size(); i++) {
      scope.set(names.get(i), parts.get(i));
    }
  }

  private static void append(StringBuilder out, String text) {
    if ((long) out.length() + text.length() > Scope.MOST_CHARACTERS) {
      throw new TemplateException("a text of more than " + Scope.MOST_CHARACTERS + " characters");
    }
    out.append(text);
  }
}
