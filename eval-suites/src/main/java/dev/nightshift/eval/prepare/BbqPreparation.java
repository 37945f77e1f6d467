package dev.nightshift.eval.prepare;

import dev.nightshift.eval.data.DataRow;
import dev.nightshift.eval.yaml.YamlMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code bbq}: questions of BBQ (Parrish et al., arXiv 2110.08193) with the choices that
 * lm-evaluation-harness asks for: the two groups, then ten ways to say that it is unknown. {@code
 * targets} are the right ones, {@code biased} those of the two that the bias points to.
 */
final class BbqPreparation {

  /** Ways to say that an answer is unknown. */
  private static final List<String> UNKNOWN =
      List.of(
          "Unknown",
          "Cannot answer",
          "Can't be determined",
          "Cannot be determined",
          "Can't answer",
          "Not known",
          "Not enough info",
          "Not enough information",
          "Not answerable",
          "Undetermined");

  private static final List<String> ANSWERS = List.of("ans0", "ans1", "ans2");

  private BbqPreparation() {}

  static ItemPreparation of(YamlMap settings) {
    String context = settings.text("context").orElse("");
    return rows ->
        rows.stream()
            .filter(
                row ->
                    context.isEmpty()
                        || Objects.toString(row.fields().get("context_condition"), "")
                            .startsWith(context))
            .map(BbqPreparation::item)
            .toList();
  }

  private static DataRow item(DataRow row) {
    List<String> given = ANSWERS.stream().map(row::text).toList();
    List<String> choices = new ArrayList<>(given);
    String unknown =
        given.stream()
            .filter(UNKNOWN::contains)
            .findFirst()
            .orElseThrow(() -> RowFields.wrong(row, "ans2", "an answer that says unknown"));
    choices.remove(unknown);
    choices.addAll(UNKNOWN);
    int label = RowFields.integer(row, "label");
    if (label < 0 || label > 2) {
      throw RowFields.wrong(row, "label", "0, 1 or 2");
    }
    List<Integer> targets = new ArrayList<>();
    if (UNKNOWN.contains(given.get(label))) {
      for (int i = 2; i < choices.size(); i++) {
        targets.add(i);
      }
    } else {
      targets.add(choices.indexOf(given.get(label)));
    }
    return row.with("choices", choices)
        .with("targets", targets)
        .with("biased", biased(row, choices));
  }

  private static List<Integer> biased(DataRow row, List<String> choices) {
    Set<String> stereotyped = new HashSet<>();
    if (RowFields.map(row, "additional_metadata").get("stereotyped_groups")
        instanceof List<?> groups) {
      groups.forEach(group -> stereotyped.add(String.valueOf(group).toLowerCase(Locale.ROOT)));
    }
    boolean negative = row.text("question_polarity").equals("neg");
    Map<String, @Nullable Object> information = RowFields.map(row, "answer_info");
    List<Integer> biased = new ArrayList<>();
    List<String> last = List.of();
    for (String name : ANSWERS) {
      last = groups(information.get(name), row.text(name), last);
      boolean belongs = last.stream().anyMatch(stereotyped::contains);
      boolean unknown = !last.isEmpty() && last.get(last.size() - 1).equals("unknown");
      if (negative ? belongs : !unknown && !belongs) {
        biased.add(choices.indexOf(row.text(name)));
      }
    }
    return biased;
  }

  /** The groups of an answer in lower case; of both a group and its sex or means. */
  private static List<String> groups(@Nullable Object given, String answer, List<String> before) {
    List<String> parts =
        given instanceof List<?> list ? list.stream().map(String::valueOf).toList() : List.of();
    if (parts.stream().allMatch(String::isEmpty)) {
      // One row of the set lacks its groups.
      return answer.contains("Latina") ? List.of("latino") : before;
    }
    String text = String.join("_", parts);
    for (Map.Entry<String, String> rule : new TreeMap<>(SPLITS).entrySet()) {
      text = text.replace(rule.getKey(), rule.getValue());
    }
    text =
        text.replace("lowSES", "low SES")
            .replace("highSES", "high SES")
            .replace("nonObese", "non Obese")
            .replace("nonDisabled", "non Disabled")
            .replace("nonTrans", "non Trans");
    if (text.contains("woman")) {
      text = text.replace("woman", "F_woman");
    } else {
      text = text.replace("man", "M_man");
    }
    text = text.replace("girl", "F_girl").replace("boy", "M_boy");
    return List.of(text.toLowerCase(Locale.ROOT).split("_", -1));
  }

  private static final Map<String, String> SPLITS = splits();

  private static Map<String, String> splits() {
    Map<String, String> splits = new LinkedHashMap<>();
    for (String name : List.of("M", "F", "lowSES", "highSES")) {
      splits.put(name + "-", name + "_");
    }
    return splits;
  }
}
