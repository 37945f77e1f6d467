package dev.nightshift.eval.prepare;

import dev.nightshift.eval.data.DataRow;
import dev.nightshift.eval.text.PythonText;
import dev.nightshift.eval.yaml.YamlMap;
import dev.nightshift.schema.random.CounterRandom;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What lm-evaluation-harness' tasks of common sense and of GPQA do to their documents. */
final class CommonsensePreparations {

  private static final List<String> WRONG =
      List.of("Incorrect Answer 1", "Incorrect Answer 2", "Incorrect Answer 3");

  private CommonsensePreparations() {}

  /**
   * {@code hellaswag}: {@code query} is the activity and the context, {@code choices} the endings,
   * cleaned of the marks of WikiHow; {@code gold} the right index.
   */
  static ItemPreparation hellaswag(YamlMap settings) {
    return ItemPreparation.each(
        row -> {
          String context = row.text("ctx_a") + " " + PythonText.capitalize(row.text("ctx_b"));
          List<String> endings =
              RowFields.texts(row, "endings").stream()
                  .map(CommonsensePreparations::cleanWikiHow)
                  .toList();
          int gold = RowFields.integer(row, "label");
          return row.with("query", cleanWikiHow(row.text("activity_label") + ": " + context))
              .with("choices", endings)
              .with("gold", gold)
              .with("label", gold);
        });
  }

  /** Without texts in brackets; {@code [title]} ends a sentence; two spaces become one, once. */
  static String cleanWikiHow(String text) {
    String left = PythonText.strip(text).replace(" [title]", ". ");
    StringBuilder kept = new StringBuilder();
    int at = 0;
    while (at < left.length()) {
      int open = left.indexOf('[', at);
      int close = open < 0 ? -1 : left.indexOf(']', open);
      int line = open < 0 ? -1 : left.indexOf('\n', open);
      if (open < 0) {
        break;
      }
      if (close < 0 || line >= 0 && line < close) {
        // A bracket that its line does not close stays.
        kept.append(left, at, open + 1);
        at = open + 1;
      } else {
        kept.append(left, at, open);
        at = close + 1;
      }
    }
    return kept.append(left.substring(at)).toString().replace("  ", " ");
  }

  /**
   * {@code winogrande}: partial scoring. {@code prefixes} are the sentence up to the gap with each
   * option in it, {@code ending} is what follows the gap, {@code gold} the right index. Source:
   * Trinh and Le, "A simple method for commonsense reasoning", arXiv 1806.02847.
   */
  static ItemPreparation winogrande(YamlMap settings) {
    return ItemPreparation.each(
        row -> {
          String sentence = row.text("sentence");
          int gap = sentence.indexOf('_');
          int answer = RowFields.integer(row, "answer");
          if (gap < 0 || answer < 1 || answer > 2) {
            throw RowFields.wrong(row, "sentence", "a sentence with a gap, answered by 1 or 2");
          }
          String before = sentence.substring(0, gap);
          return row.with(
                  "prefixes", List.of(before + row.text("option1"), before + row.text("option2")))
              .with("ending", PythonText.strip(sentence.substring(gap + 1)))
              .with("gold", answer - 1);
        });
  }

  /**
   * {@code gpqa}: the right answer and three wrong ones as {@code choice1} to {@code choice4}, in
   * an order drawn by the item's id, so that it is the same in every evaluation; {@code answer} is
   * the letter in parentheses, {@code gold} the index.
   *
   * @param settings {@code seed}, default 0
   */
  static ItemPreparation gpqa(YamlMap settings) {
    long seed = settings.integer("seed", 0, 0);
    return ItemPreparation.each(
        row -> {
          List<String> answers = new ArrayList<>();
          WRONG.forEach(name -> answers.add(cleanGpqa(row.fields().get(name))));
          answers.add(cleanGpqa(row.fields().get("Correct Answer")));
          int[] order = {0, 1, 2, 3};
          CounterRandom.of(seed, "gpqa-choices", row.id()).shuffle(order);
          DataRow changed = row;
          for (int i = 0; i < order.length; i++) {
            changed = changed.with("choice" + (i + 1), answers.get(order[i]));
            if (order[i] == order.length - 1) {
              changed = changed.with("gold", i).with("answer", "(" + (char) ('A' + i) + ")");
            }
          }
          return changed;
        });
  }

  static String cleanGpqa(@Nullable Object text) {
    return text == null
        ? " "
        : PythonText.strip(text.toString()).replace(" [title]", ". ").replace("  ", " ");
  }
}
