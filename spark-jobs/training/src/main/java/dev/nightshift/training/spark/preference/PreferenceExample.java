package dev.nightshift.training.spark.preference;

import dev.nightshift.training.spark.RefusedExample;
import org.jspecify.annotations.Nullable;

/**
 * A pair of answers to a prompt, or one answer with a label, which then stands on its side alone.
 *
 * @param prompt the prompt
 * @param chosen the preferred or desirable answer, or null
 * @param rejected the other or undesirable answer, or null
 * @param rendered whether the texts come from a chat template and spell out all special tokens
 */
record PreferenceExample(
    String prompt, @Nullable String chosen, @Nullable String rejected, boolean rendered) {

  PreferenceExample {
    if (chosen == null && rejected == null) {
      throw new IllegalArgumentException("an example has an answer");
    }
  }

  /** The same, checked. */
  PreferenceExample checked() throws RefusedExample {
    if ((chosen != null && chosen.isBlank()) || (rejected != null && rejected.isBlank())) {
      throw new RefusedExample("empty-answer", "an answer has no text");
    }
    if (chosen != null && chosen.equals(rejected)) {
      throw new RefusedExample("equal-answers", "both answers are the same text");
    }
    return this;
  }
}
