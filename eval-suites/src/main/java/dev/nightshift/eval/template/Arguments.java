package dev.nightshift.eval.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a call, as they are written.
 *
 * @param positional expressions by place
 * @param named expressions by name
 */
record Arguments(List<Expression> positional, Map<String, Expression> named) {

  static final Arguments NONE = new Arguments(List.of(), Map.of());

  /** The arguments' values. */
  Values in(Scope scope) {
    List<@Nullable Object> values = new ArrayList<>();
    positional.forEach(each -> values.add(PythonValues.of(PythonValues.defined(each.in(scope)))));
    Map<String, @Nullable Object> byName = new LinkedHashMap<>();
    named.forEach(
        (name, each) -> byName.put(name, PythonValues.of(PythonValues.defined(each.in(scope)))));
    return new Values(values, byName);
  }

  /**
   * Arguments as values.
   *
   * @param positional by place
   * @param named by name
   */
  record Values(List<@Nullable Object> positional, Map<String, @Nullable Object> named) {

    /** The argument at a place or of a name, or what stands where there is none. */
    @Nullable Object get(int place, String name, @Nullable Object otherwise) {
      if (place < positional.size()) {
        return positional.get(place);
      }
      return named.getOrDefault(name, otherwise);
    }

    /** The same, which must be there. */
    @Nullable Object require(int place, String name) {
      if (place >= positional.size() && !named.containsKey(name)) {
        throw new TemplateException("the argument '" + name + "' is missing");
      }
      return get(place, name, null);
    }

    /** A text that must be there. */
    String text(int place, String name) {
      if (require(place, name) instanceof String text) {
        return text;
      }
      throw new TemplateException("the argument '" + name + "' must be a text");
    }
  }
}
