package dev.nightshift.eval.filter;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One step from responses to answers: a pure function of the responses and the item's fields. */
@FunctionalInterface
public interface ResponseFilter {

  /** What stands for an answer that was not found, as in lm-evaluation-harness. */
  String INVALID = "[invalid]";

  /**
   * Filters the responses to one request.
   *
   * @param responses in the order of drawing, at least one
   * @param item the item's fields
   * @return at least one
   */
  List<String> apply(List<String> responses, Map<String, @Nullable Object> item);

  /** A step that treats each response by itself. */
  static ResponseFilter each(UnaryOperator<String> step) {
    return (responses, item) -> responses.stream().map(step).toList();
  }
}
