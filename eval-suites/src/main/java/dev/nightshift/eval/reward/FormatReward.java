package dev.nightshift.eval.reward;

import dev.nightshift.eval.pattern.BoundedText;
import dev.nightshift.eval.verify.FinalAnswer;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.Nearest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * 1 where the completion has a form, else 0. Named forms:
 *
 * <ul>
 *   <li>{@code boxed}: it holds a closed {@code \boxed{…}};
 *   <li>{@code hashes}: its last line is {@code #### N}, with a number (GSM8K);
 *   <li>{@code think}: it is {@code <think>…</think>}, then {@code <answer>…</answer>}, each tag
 *       once, with white space alone between and around them (DeepSeek-R1, section 2.2.2);
 *   <li>{@code answer}: it ends in {@code <answer>…</answer>}.
 * </ul>
 *
 * or a regular expression that is found in it. An expression that needs more than {@value
 * BoundedText#MOST_READS} looks at characters counts as not found.
 */
final class FormatReward implements Reward {

  private static final Pattern HASHES =
      Pattern.compile("#### *+-?+\\$?+\\d[\\d,]*+(?:\\.\\d++)?+%?+");
  private static final Map<String, Predicate<String>> FORMS =
      Map.of(
          "boxed", FormatReward::holdsABox,
          "hashes", FormatReward::endsInHashes,
          "think", FormatReward::thinksThenAnswers,
          "answer", text -> text.strip().endsWith("</answer>") && text.contains("<answer>"));
  private static final List<String> NAMES = FORMS.keySet().stream().sorted().toList();

  private final String name;
  private final Predicate<String> form;

  private FormatReward(String name, Predicate<String> form) {
    this.name = name;
    this.form = form;
  }

  static FormatReward of(RewardPart part) {
    String pattern = part.option("pattern");
    if (pattern.isEmpty()) {
      Predicate<String> form = FORMS.get(part.option("is"));
      if (form == null) {
        throw new IllegalArgumentException("unknown form " + part.option("is"));
      }
      return new FormatReward(part.name(), form);
    }
    Pattern compiled = Pattern.compile(pattern);
    return new FormatReward(part.name(), text -> BoundedText.finds(compiled, text));
  }

  static void check(RewardPart part, String where, Faults faults) {
    String form = part.option("is");
    String pattern = part.option("pattern");
    if (form.isEmpty() == pattern.isEmpty()) {
      faults.add(
          "a form needs either 'is' or 'pattern'",
          where,
          "Write is=NAME or pattern='EXPRESSION'. The forms are: "
              + String.join(", ", NAMES)
              + ".");
    } else if (pattern.isEmpty() && !FORMS.containsKey(form)) {
      faults.add("'" + form + "' is no form", where, Nearest.remedy(form, "forms", NAMES));
    }
    try {
      Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      faults.add(
          "'"
              + pattern
              + "' is no regular expression: "
              + e.getDescription().toLowerCase(Locale.ROOT),
          where,
          "");
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public double[] score(List<RewardRequest> requests) {
    return RequestFields.each(requests, request -> form.test(request.completion()) ? 1 : 0);
  }

  private static boolean holdsABox(String text) {
    return FinalAnswer.marked(text)
        .filter(answer -> answer.rule() == FinalAnswer.Rule.BOXED)
        .isPresent();
  }

  private static boolean endsInHashes(String text) {
    String stripped = text.strip();
    String last = stripped.substring(stripped.lastIndexOf('\n') + 1);
    int at = last.lastIndexOf("####");
    return at == 0 && last.length() < 100 && HASHES.matcher(last).matches();
  }

  private static boolean thinksThenAnswers(String text) {
    String stripped = text.strip();
    int close = stripped.indexOf("</think>");
    int open = stripped.indexOf("<answer>");
    return stripped.startsWith("<think>")
        && stripped.endsWith("</answer>")
        && close >= 0
        && open > close
        && stripped.substring(close + "</think>".length(), open).isBlank()
        && List.of("<think>", "</think>", "<answer>", "</answer>").stream()
            .allMatch(tag -> stripped.indexOf(tag) == stripped.lastIndexOf(tag));
  }
}
