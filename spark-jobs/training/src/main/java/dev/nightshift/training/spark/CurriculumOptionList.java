package dev.nightshift.training.spark;

import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.training.curriculum.CurriculumKind;
import java.util.List;

/** The options of a curriculum with their defaults, units and help. */
public final class CurriculumOptionList {

  private CurriculumOptionList() {}

  /**
   * The options.
   *
   * @param unit what a step of the curriculum is, for the help
   */
  public static List<JobOption> all(String unit) {
    return List.of(
        JobOption.choice(
            CurriculumOptions.CURRICULUM,
            CurriculumKind.labels(),
            "Order of the examples; none: random epochs"),
        JobOption.optional(
            CurriculumOptions.DIFFICULTY,
            OptionKind.INPUT,
            "How hard the examples are: table:difficulty"),
        JobOption.optional(
            CurriculumOptions.SCORE,
            OptionKind.TEXT,
            "Score of the difficulty, such as length; by default the only one in the table"),
        JobOption.optional(
            CurriculumOptions.STEPS,
            OptionKind.INTEGER,
            unit + " until all examples are allowed; by default half of the training's"),
        JobOption.of(
            CurriculumOptions.START,
            OptionKind.NUMBER,
            ".01",
            "Share of the examples that is allowed at first, above 0 to 1"),
        JobOption.of(
            CurriculumOptions.POWER, OptionKind.NUMBER, "2", "Degree of the root of root-p"),
        JobOption.of(
            CurriculumOptions.LEVELS,
            OptionKind.INTEGER,
            "5",
            "Levels of step, exponential, self-paced, performance and bandit"),
        JobOption.choice(
            CurriculumOptions.DIRECTION,
            List.of(CurriculumOptions.EASY_FIRST, CurriculumOptions.HARD_FIRST),
            "Which end of the difficulty comes first"),
        JobOption.of(
            CurriculumOptions.MEASURE,
            OptionKind.TEXT,
            "loss",
            "What performance goes by: loss, of which less is better, or a metric of the steps"),
        JobOption.optional(
            CurriculumOptions.PROMOTE,
            OptionKind.NUMBER,
            "Value of it that is good enough for the next level"),
        JobOption.optional(
            CurriculumOptions.DEMOTE,
            OptionKind.NUMBER,
            "Value of it that is bad enough for the level before"),
        JobOption.of(
            CurriculumOptions.PATIENCE,
            OptionKind.INTEGER,
            "10",
            unit + " in a row beyond a threshold before performance moves"),
        JobOption.of(
            CurriculumOptions.EXPLORE,
            OptionKind.NUMBER,
            ".1",
            "Share of bandit's steps with a level at random"),
        JobOption.of(
            CurriculumOptions.RATE,
            OptionKind.NUMBER,
            ".1",
            "Weight of the newest progress in bandit's mean"),
        JobOption.of(
            CurriculumOptions.CANDIDATES,
            OptionKind.INTEGER,
            "4",
            "Examples whose loss self-paced looks at, for each one of a step"),
        JobOption.of(
            CurriculumOptions.GROWTH,
            OptionKind.NUMBER,
            "1.3",
            "Factor of self-paced's threshold at each level"));
  }
}
