package dev.nightshift.training.spark.preference;

import dev.nightshift.schema.error.RequestException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The forms in which preferences come, told by their columns. */
enum PreferenceForm {
  /** Two answers, of which one is preferred; the prompt in a column of its own, or shared. */
  PAIRS(List.of("chosen", "rejected")),
  /** One answer with a label. */
  LABELLED(List.of("prompt", "completion", "label")),
  /** Several answers, the best one first. */
  RANKED(List.of("prompt", "answers"));

  /** Columns that say more where they are there. */
  private static final List<String> FURTHER =
      List.of(
          "prompt",
          "meta",
          "scores",
          "chosen_score",
          "rejected_score",
          "score_chosen",
          "score_rejected");

  private final List<String> needed;

  PreferenceForm(List<String> needed) {
    this.needed = needed;
  }

  /**
   * The form of a table or of files.
   *
   * @param columns the columns
   * @param input what the user named
   * @param option the option that named it
   */
  static PreferenceForm of(List<String> columns, String input, String option) {
    return Arrays.stream(values())
        .filter(form -> columns.containsAll(form.needed))
        .findFirst()
        .orElseThrow(
            () ->
                new RequestException(
                    "input '" + input + "' has the columns " + String.join(", ", columns),
                    "option '" + option + "'",
                    "Preferences have chosen and rejected, with or without prompt; or prompt,"
                        + " completion and label; or prompt and answers, the best one first."));
  }

  /** The columns of the form that are there, in an order that does not depend on the input's. */
  List<String> columns(List<String> there) {
    List<String> columns = new ArrayList<>(needed);
    for (String name : FURTHER) {
      if (there.contains(name) && !columns.contains(name)) {
        columns.add(name);
      }
    }
    return columns;
  }
}
