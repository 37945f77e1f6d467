package dev.nightshift.eval.judge;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is judged: two answers to an instruction, or one.
 *
 * @param id stable name, distinct
 * @param instruction what was asked of the models
 * @param first the baseline's answer, or the only one
 * @param second the other answer; null where there is one
 * @param firstName name of the model that gave the first
 * @param secondName name of the model that gave the second; empty where there is none
 * @param label preference for the second by somebody else, 0 to 1; a grade where there is one
 *     answer; null where it is not known
 */
public record JudgedItem(
    String id,
    String instruction,
    String first,
    @Nullable String second,
    String firstName,
    String secondName,
    @Nullable Double label) {

  /** What a rubric's prompt may name. */
  Map<String, String> fields(boolean swapped) {
    String other = second;
    if (other == null) {
      return Map.of("instruction", instruction, "response", first);
    }
    return Map.of(
        "instruction",
        instruction,
        "first",
        swapped ? other : first,
        "second",
        swapped ? first : other);
  }
}
