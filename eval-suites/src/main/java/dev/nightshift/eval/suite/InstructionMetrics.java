package dev.nightshift.eval.suite;

import dev.nightshift.eval.ifeval.InstructionSet;
import dev.nightshift.eval.metric.Aggregations;
import dev.nightshift.eval.metric.ItemMetric;
import dev.nightshift.eval.metric.ItemScore;
import java.util.List;
import java.util.function.BiFunction;

/**
 * The four scores of IFEval. By prompt: the share of prompts whose instructions are all followed.
 * By instruction: the share of all instructions that are followed; an item's value is its share,
 * its weight the number of its instructions.
 */
final class InstructionMetrics {

  static final String PROMPT_STRICT = "prompt_level_strict_acc";
  static final String PROMPT_LOOSE = "prompt_level_loose_acc";
  static final String INSTRUCTION_STRICT = "inst_level_strict_acc";
  static final String INSTRUCTION_LOOSE = "inst_level_loose_acc";

  private InstructionMetrics() {}

  static ItemMetric byPrompt(
      String name, BiFunction<InstructionSet, String, List<Boolean>> reading) {
    return AnswerScore.share(
        name,
        name,
        (outcome, answer) ->
            !reading.apply(InstructionSet.of(outcome.fields()), answer).contains(false));
  }

  static ItemMetric byInstruction(
      String name, BiFunction<InstructionSet, String, List<Boolean>> reading) {
    return new AnswerScore(
        name,
        name,
        true,
        Aggregations.WEIGHTED_MEAN,
        (outcome, answers) -> {
          List<Boolean> followed =
              reading.apply(InstructionSet.of(outcome.fields()), AnswerScore.first(answers));
          long count = followed.stream().filter(each -> each).count();
          return new ItemScore(name, (double) count / followed.size(), followed.size());
        });
  }
}
