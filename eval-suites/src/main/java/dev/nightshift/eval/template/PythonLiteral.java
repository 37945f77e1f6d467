package dev.nightshift.eval.template;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code ast.literal_eval}: a text that spells a Python value. Lists and tuples are lists, whole
 * numbers long.
 */
public final class PythonLiteral {

  private PythonLiteral() {}

  /**
   * The value.
   *
   * @throws TemplateException if the text spells none
   */
  public static @Nullable Object parse(String text) {
    try {
      return PythonValues.defined(ExpressionParser.parse(text.strip()).in(new Scope(Map.of())));
    } catch (TemplateException e) {
      throw new TemplateException("'" + shown(text) + "' is no Python value: " + e.getMessage());
    }
  }

  /** The value; empty where the text spells none, or None. */
  public static Optional<Object> find(String text) {
    try {
      return Optional.ofNullable(parse(text));
    } catch (TemplateException e) {
      return Optional.empty();
    }
  }

  private static String shown(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }
}
