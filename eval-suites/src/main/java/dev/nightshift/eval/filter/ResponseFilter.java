package dev.nightshift.eval.filter;

import java.util.List;

/** One step from responses to answers: a pure function. */
@FunctionalInterface
public interface ResponseFilter {

  /** What stands for an answer that was not found, as in lm-evaluation-harness. */
  String INVALID = "[invalid]";

  /**
   * Filters the responses to one request.
   *
   * @param responses in the order of drawing, at least one
   * @return at least one
   */
  List<String> apply(List<String> responses);

  /** A step that treats each response by itself. */
  static ResponseFilter each(java.util.function.UnaryOperator<String> step) {
    return responses -> responses.stream().map(step).toList();
  }
}
