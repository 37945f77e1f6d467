package dev.nightshift.eval.prepare;

import dev.nightshift.eval.data.DataRow;
import dev.nightshift.eval.mathtext.Boxed;
import dev.nightshift.eval.mathtext.MinervaAnswers;
import dev.nightshift.eval.yaml.YamlMap;
import java.util.List;

/** Problems of MATH and their answers. */
final class MathPreparations {

  private MathPreparations() {}

  /** {@code math_answer}: {@code answer} is the content of the last box of {@code solution}. */
  static ItemPreparation boxed(YamlMap settings) {
    return ItemPreparation.each(row -> row.with("answer", answer(row)));
  }

  /** {@code minerva_answer}: the same, normalised as Minerva's evaluation has it. */
  static ItemPreparation minerva(YamlMap settings) {
    return ItemPreparation.each(
        row ->
            row.with(
                "answer",
                MinervaAnswers.normalise(
                    row.fields().containsKey("solution") ? answer(row) : row.text("answer"))));
  }

  private static String answer(DataRow row) {
    return Boxed.last(row.text("solution"))
        .orElseThrow(() -> RowFields.wrong(row, "solution", "a solution with a box"));
  }

  /**
   * {@code without_suffix}: takes the text {@code suffix} from the end of {@code field}, where a
   * copy of a set had it added.
   */
  static ItemPreparation withoutSuffix(YamlMap settings) {
    String field = settings.requiredText("field");
    String suffix = settings.requiredText("suffix");
    return ItemPreparation.each(
        row -> {
          String text = row.text(field);
          return row.with(
              field,
              text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text);
        });
  }

  /** {@code renamed}: fields go by other names: {@code from} and {@code to}, name by name. */
  static ItemPreparation renamed(YamlMap settings) {
    List<String> from = settings.texts("from");
    List<String> to = settings.texts("to");
    if (from.isEmpty() || from.size() != to.size()) {
      settings.fault("from", from.size() + " names become " + to.size(), "Give as many of both.");
      return ItemPreparation.each(row -> row);
    }
    return ItemPreparation.each(
        row -> {
          DataRow changed = row;
          for (int i = 0; i < from.size(); i++) {
            changed = changed.with(to.get(i), row.fields().get(from.get(i)));
          }
          return changed;
        });
  }
}
