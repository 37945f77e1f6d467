package dev.nightshift.eval.suite;

import dev.nightshift.eval.code.CodeMetrics;
import dev.nightshift.eval.ifeval.InstructionSet;
import dev.nightshift.eval.metric.ItemMetric;
import dev.nightshift.eval.metric.MetricFactory;
import dev.nightshift.eval.metric.MetricRegistry;
import java.util.function.Supplier;

/** The metrics of the shipped tasks, by the names that task files use. */
public final class SuiteMetrics {

  private SuiteMetrics() {}

  /** A registry with these metrics added. */
  public static MetricRegistry addTo(MetricRegistry registry) {
    MetricRegistry all =
        CodeMetrics.addTo(registry)
            .with("hendrycks_exact_match", plain(MathMetrics::hendrycks))
            .with("minerva_exact_match", plain(MathMetrics::minerva))
            .with("aime_exact_match", plain(MathMetrics::aime))
            .with("mc2", plain(ChoiceMetrics::mc2))
            .with("likelihood_diff", plain(ChoiceMetrics::likelihoodDifference))
            .with("pct_stereotype", plain(ChoiceMetrics::stereotype))
            .with(GridMetric.NAME, plain(GridMetric::of))
            .with("offensive_words", plain(SafetyMetrics::offensive))
            .with(
                "refusal_on_unsafe",
                (name, settings) -> SafetyMetrics.refusals(name, "unsafe", true))
            .with(
                "refusal_on_safe", (name, settings) -> SafetyMetrics.refusals(name, "safe", false))
            .with(
                InstructionMetrics.PROMPT_STRICT,
                (name, settings) -> InstructionMetrics.byPrompt(name, InstructionSet::strict))
            .with(
                InstructionMetrics.PROMPT_LOOSE,
                (name, settings) -> InstructionMetrics.byPrompt(name, InstructionSet::loose))
            .with(
                InstructionMetrics.INSTRUCTION_STRICT,
                (name, settings) -> InstructionMetrics.byInstruction(name, InstructionSet::strict))
            .with(
                InstructionMetrics.INSTRUCTION_LOOSE,
                (name, settings) -> InstructionMetrics.byInstruction(name, InstructionSet::loose));
    return bbq(all);
  }

  private static MetricRegistry bbq(MetricRegistry registry) {
    MetricRegistry all =
        registry
            .with("accuracy_amb", (name, settings) -> BbqMetrics.accuracy(name, true))
            .with("accuracy_disamb", (name, settings) -> BbqMetrics.accuracy(name, false))
            .with("amb_bias_score", (name, settings) -> BbqMetrics.bias(name, true, ""))
            .with("disamb_bias_score", (name, settings) -> BbqMetrics.bias(name, false, ""));
    for (String category : BbqMetrics.CATEGORIES) {
      all =
          all.with(
                  "amb_bias_score_" + category,
                  (name, settings) -> BbqMetrics.bias(name, true, category))
              .with(
                  "disamb_bias_score_" + category,
                  (name, settings) -> BbqMetrics.bias(name, false, category));
    }
    return all;
  }

  private static MetricFactory plain(Supplier<ItemMetric> metric) {
    return (name, settings) -> metric.get();
  }
}
