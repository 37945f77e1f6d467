package dev.nightshift.eval.task;

import dev.nightshift.eval.template.PythonValues;
import dev.nightshift.eval.template.Template;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a key such as {@code doc_to_text} says: a fixed value, or a value for each item. */
public sealed interface DocExpression {

  /**
   * The value for one item.
   *
   * @throws IllegalArgumentException if a field is missing or of the wrong type
   */
  @Nullable Object value(Map<String, @Nullable Object> fields);

  /** The value as a text. */
  default String text(Map<String, @Nullable Object> fields) {
    return PythonValues.str(value(fields));
  }

  /**
   * The same value for each item.
   *
   * @param constant a whole number or a list
   */
  record Fixed(Object constant) implements DocExpression {
    @Override
    public Object value(Map<String, @Nullable Object> fields) {
      return constant;
    }
  }

  /**
   * The name of a field, which gives the field's value; else a Jinja template, which gives a text.
   *
   * @param source as it stands in the task file
   * @param template the same, read as a template
   */
  record Written(String source, Template template) implements DocExpression {

    /**
     * Reads an expression.
     *
     * @throws IllegalArgumentException if it is no template
     */
    public static Written of(String source) {
      return new Written(source, Template.of(source));
    }

    @Override
    public @Nullable Object value(Map<String, @Nullable Object> fields) {
      if (fields.containsKey(source)) {
        return fields.get(source);
      }
      try {
        return template.render(fields);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "'" + source + "': " + e.getMessage() + "; the fields are " + fields.keySet(), e);
      }
    }
  }
}
