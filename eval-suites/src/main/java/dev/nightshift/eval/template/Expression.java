package dev.nightshift.eval.template;

import org.jspecify.annotations.Nullable;

/** An expression that was read: a function of the names in scope. */
@FunctionalInterface
interface Expression {

  /**
   * The value: null for Python's None, {@link Boolean}, {@link Long}, {@link Double}, {@link
   * String}, {@link java.util.List}, {@link java.util.Map} or {@link Undefined}.
   */
  @Nullable Object in(Scope scope);
}
