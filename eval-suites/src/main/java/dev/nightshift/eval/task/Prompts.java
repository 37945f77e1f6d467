package dev.nightshift.eval.task;

import dev.nightshift.eval.template.PythonLiteral;
import dev.nightshift.eval.template.PythonValues;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How items become texts: the keys of a task file, with lm-evaluation-harness' rules for what they
 * give.
 *
 * @param text {@code doc_to_text}
 * @param target {@code doc_to_target}
 * @param choice {@code doc_to_choice}; null for a task without choices
 * @param targetDelimiter between question and answer
 * @param fewshotDelimiter after each example
 * @param genPrefix {@code gen_prefix}: how the answer begins; null for none
 */
public record Prompts(
    DocExpression text,
    DocExpression target,
    @Nullable DocExpression choice,
    String targetDelimiter,
    String fewshotDelimiter,
    @Nullable DocExpression genPrefix) {

  /**
   * The question as a text; or a whole number ({@link Long}) where the choices stand in the
   * question and this is the right one.
   */
  public Object question(Map<String, @Nullable Object> fields) {
    Object value = text.value(fields);
    if (choice != null && value instanceof String written && isDigits(written)) {
      return Long.valueOf(written);
    }
    if (choice != null && value instanceof Number index) {
      return index.longValue();
    }
    return PythonValues.str(value);
  }

  /** The target: a {@link String}, a {@link Long} (an index) or a {@link List} of either. */
  public Object answer(Map<String, @Nullable Object> fields) {
    Object value = target.value(fields);
    if (value instanceof Collection<?> several) {
      return several.stream().map(Prompts::indexOrText).toList();
    }
    if (value instanceof Boolean || value instanceof Number) {
      return choice == null ? PythonValues.str(value) : indexOrText(value);
    }
    String written = PythonValues.str(value);
    if (target instanceof DocExpression.Written key && fields.containsKey(key.source())) {
      return written;
    }
    if (choice != null && isDigits(written)) {
      return Long.valueOf(written);
    }
    if (written.length() >= 2 && written.startsWith("[") && written.endsWith("]")) {
      Object list = PythonLiteral.find(written).orElse(written);
      return list instanceof List<?> items
          ? items.stream().map(Prompts::indexOrText).toList()
          : written;
    }
    return written;
  }

  /** The choices; empty for a task without choices. */
  public List<String> choices(Map<String, @Nullable Object> fields) {
    if (choice == null) {
      return List.of();
    }
    Object value = choice.value(fields);
    if (value instanceof String written
        && !(choice instanceof DocExpression.Written key && fields.containsKey(key.source()))) {
      value = PythonLiteral.parse(written);
    }
    if (!(value instanceof Collection<?> list)) {
      throw new IllegalArgumentException(
          "doc_to_choice gives no list: " + PythonValues.repr(value));
    }
    List<String> choices = new ArrayList<>();
    list.forEach(each -> choices.add(PythonValues.str(each)));
    return choices;
  }

  /** How the answer begins; empty for nothing. */
  public String prefix(Map<String, @Nullable Object> fields) {
    return genPrefix == null ? "" : genPrefix.text(fields);
  }

  private static Object indexOrText(@Nullable Object value) {
    if (value instanceof Boolean truth) {
      return truth ? 1L : 0L;
    }
    return value instanceof Integer || value instanceof Long
        ? (Object) ((Number) value).longValue()
        : PythonValues.str(value);
  }

  private static boolean isDigits(String text) {
    return !text.isEmpty()
        && text.length() < 10
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
