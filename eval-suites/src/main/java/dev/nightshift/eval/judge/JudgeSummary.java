package dev.nightshift.eval.judge;

import dev.nightshift.eval.stats.Estimate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What verdicts say of the models whose answers were judged.
 *
 * @param judge name of the judge
 * @param rubric name and version of the rubric
 * @param pairs a line for each model that gave second answers; empty for grades
 * @param grades a line for each model whose answers were graded; empty for pairs
 * @param undecided pairs without a verdict in one order or both, or answers without a grade; those
 *     of models without a line count as well
 */
public record JudgeSummary(
    String judge, String rubric, List<OfPairs> pairs, List<OfGrades> grades, long undecided) {

  public JudgeSummary {
    pairs = List.copyOf(pairs);
    grades = List.copyOf(grades);
  }

  /**
   * A model against a baseline.
   *
   * @param model name of the model
   * @param baseline name of the baseline
   * @param winRate its win rate
   * @param controlled the length-controlled one
   * @param withLabels agreement of the judge with the labels; null where no pair has one
   * @param lengthWithLabels the same of the judge that prefers the longer answer
   */
  public record OfPairs(
      String model,
      String baseline,
      WinRate winRate,
      LengthControlled controlled,
      @Nullable Agreement withLabels,
      @Nullable Agreement lengthWithLabels) {}

  /**
   * A model's grades.
   *
   * @param model name of the model
   * @param grade mean grade with its standard error
   * @param unread answers without a grade
   */
  public record OfGrades(String model, Estimate grade, long unread) {}

  /** The summary of pairs; models of which no pair has a verdict are left out. */
  public static JudgeSummary ofPairs(String judge, String rubric, List<PairOutcome> outcomes) {
    Map<String, List<PairOutcome>> byModel = new LinkedHashMap<>();
    List<LengthComparison> all = new ArrayList<>();
    for (PairOutcome outcome : outcomes) {
      JudgedItem item = outcome.item();
      byModel
          .computeIfAbsent(item.secondName() + "\n" + item.firstName(), m -> new ArrayList<>())
          .add(outcome);
      if (outcome.isRead()) {
        all.add(comparison(outcome));
      }
    }
    Map<String, Double> difficulty = InstructionDifficulty.of(all);
    List<OfPairs> lines = new ArrayList<>();
    for (List<PairOutcome> own : byModel.values()) {
      List<PairOutcome> read = own.stream().filter(PairOutcome::isRead).toList();
      if (!read.isEmpty()) {
        JudgedItem any = own.get(0).item();
        List<PairOutcome> labelled = read.stream().filter(o -> o.item().label() != null).toList();
        lines.add(
            new OfPairs(
                any.secondName(),
                any.firstName(),
                WinRate.of(own),
                LengthControlled.of(
                    read.stream().map(JudgeSummary::comparison).toList(), difficulty),
                labelled.isEmpty()
                    ? null
                    : Agreement.of(
                        labelled.stream().map(PairOutcome::verdict).toList(), labels(labelled)),
                labelled.isEmpty()
                    ? null
                    : Agreement.of(
                        labelled.stream()
                            .map(o -> LengthJudge.prefer(o.item().first(), second(o.item())))
                            .toList(),
                        labels(labelled))));
      }
    }
    long undecided = outcomes.stream().filter(outcome -> !outcome.isRead()).count();
    return new JudgeSummary(judge, rubric, lines, List.of(), undecided);
  }

  private static LengthComparison comparison(PairOutcome outcome) {
    JudgedItem item = outcome.item();
    return new LengthComparison(
        item.instruction(),
        item.secondName(),
        LengthJudge.length(item.first()),
        LengthJudge.length(second(item)),
        outcome.verdict().forSecond());
  }

  private static String second(JudgedItem item) {
    String second = item.second();
    return second == null ? "" : second;
  }

  private static List<Preference> labels(List<PairOutcome> outcomes) {
    return outcomes.stream()
        .map(
            outcome -> {
              Double label = outcome.item().label();
              double known = label == null ? .5 : label;
              return known > .5
                  ? Preference.SECOND
                  : known < .5 ? Preference.FIRST : Preference.TIE;
            })
        .toList();
  }
}
