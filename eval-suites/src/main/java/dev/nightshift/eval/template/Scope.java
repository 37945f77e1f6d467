package dev.nightshift.eval.template;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names that a template sees, and how much it may still do. */
final class Scope {

  /** Most steps of one rendering: turns of loops and evaluated operations. */
  static final int MOST_STEPS = 2_000_000;

  /** Most characters of one text. */
  static final int MOST_CHARACTERS = 20_000_000;

  private final @Nullable Scope outer;
  private final Map<String, @Nullable Object> values = new HashMap<>();
  private final int[] steps;

  Scope(Map<String, ?> given) {
    this.outer = null;
    this.steps = new int[1];
    values.putAll(given);
  }

  private Scope(Scope outer) {
    this.outer = outer;
    this.steps = outer.steps;
  }

  /** A scope for the body of a loop. */
  Scope inner() {
    return new Scope(this);
  }

  @Nullable Object get(String name) {
    for (Scope scope = this; scope != null; scope = scope.outer) {
      if (scope.values.containsKey(name)) {
        return PythonValues.of(scope.values.get(name));
      }
    }
    return new Undefined("'" + name + "'");
  }

  void set(String name, @Nullable Object value) {
    values.put(name, value);
  }

  /** Counts a step. */
  void step() {
    if (++steps[0] > MOST_STEPS) {
      throw new TemplateException("the template does not come to an end");
    }
  }
}
