package dev.nightshift.training.spark;

import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.training.curriculum.CurriculumKind;
import dev.nightshift.training.curriculum.CurriculumPlan;
import dev.nightshift.training.curriculum.CurriculumSettings;
import dev.nightshift.training.curriculum.CurriculumSettings.Bandit;
import dev.nightshift.training.curriculum.CurriculumSettings.Performance;
import dev.nightshift.training.curriculum.CurriculumSettings.SelfPaced;
import dev.nightshift.training.curriculum.Difficulties;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The options of a curriculum, alike for every job that knows one. */
final class CurriculumOptions {

  static final String DIFFICULTY = "difficulty";
  static final String SCORE = "difficulty-score";

  private static final String CURRICULUM = "curriculum";
  private static final String STEPS = "curriculum-steps";
  private static final String START = "start-competence";
  private static final String POWER = "curriculum-power";
  private static final String LEVELS = "curriculum-levels";
  private static final String DIRECTION = "curriculum-direction";
  private static final String MEASURE = "curriculum-measure";
  private static final String PROMOTE = "promote-at";
  private static final String DEMOTE = "demote-at";
  private static final String PATIENCE = "curriculum-patience";
  private static final String EXPLORE = "explore";
  private static final String RATE = "progress-rate";
  private static final String CANDIDATES = "candidates";
  private static final String GROWTH = "threshold-growth";
  private static final String HARD_FIRST = "hard-first";

  private final JobArguments arguments;

  CurriculumOptions(JobArguments arguments) {
    this.arguments = arguments;
  }

  /**
   * The options.
   *
   * @param unit what a step of the curriculum is, for the help
   */
  static List<JobOption> all(String unit) {
    return List.of(
        JobOption.choice(
            CURRICULUM, CurriculumKind.labels(), "Order of the examples; none: random epochs"),
        JobOption.optional(
            DIFFICULTY, OptionKind.INPUT, "How hard the examples are: table:difficulty"),
        JobOption.optional(
            SCORE,
            OptionKind.TEXT,
            "Score of the difficulty, such as length; by default the only one in the table"),
        JobOption.optional(
            STEPS,
            OptionKind.INTEGER,
            unit + " until all examples are allowed; by default half of the training's"),
        JobOption.of(
            START,
            OptionKind.NUMBER,
            ".01",
            "Share of the examples that is allowed at first, above 0 to 1"),
        JobOption.of(POWER, OptionKind.NUMBER, "2", "Degree of the root of root-p"),
        JobOption.of(
            LEVELS,
            OptionKind.INTEGER,
            "5",
            "Levels of step, exponential, self-paced, performance and bandit"),
        JobOption.choice(
            DIRECTION,
            List.of("easy-first", HARD_FIRST),
            "Which end of the difficulty comes first"),
        JobOption.of(
            MEASURE,
            OptionKind.TEXT,
            "loss",
            "What performance goes by: loss, of which less is better, or a metric of the steps"),
        JobOption.optional(
            PROMOTE, OptionKind.NUMBER, "Value of it that is good enough for the next level"),
        JobOption.optional(
            DEMOTE, OptionKind.NUMBER, "Value of it that is bad enough for the level before"),
        JobOption.of(
            PATIENCE,
            OptionKind.INTEGER,
            "10",
            unit + " in a row beyond a threshold before performance moves"),
        JobOption.of(
            EXPLORE, OptionKind.NUMBER, ".1", "Share of bandit's steps with a level at random"),
        JobOption.of(
            RATE, OptionKind.NUMBER, ".1", "Weight of the newest progress in bandit's mean"),
        JobOption.of(
            CANDIDATES,
            OptionKind.INTEGER,
            "4",
            "Examples whose loss self-paced looks at, for each one of a step"),
        JobOption.of(
            GROWTH, OptionKind.NUMBER, "1.3", "Factor of self-paced's threshold at each level"));
  }

  /** The curriculum that was asked for; none for jobs without these options. */
  Optional<CurriculumKind> kind() {
    return arguments.find(CURRICULUM).flatMap(CurriculumKind::of);
  }

  /** Adds a fault for each value that is wrong. */
  void check(Faults faults) {
    OptionChecks checks = new OptionChecks(arguments, faults);
    if (kind().isEmpty()) {
      for (String name : List.of(DIFFICULTY, SCORE, STEPS, PROMOTE, DEMOTE)) {
        if (arguments.has(name)) {
          faults.add(
              "--" + name + " was given without a curriculum", "", "Give --curriculum, or not.");
        }
      }
      return;
    }
    CurriculumKind kind = kind().orElseThrow();
    checks.range(START, Double.MIN_VALUE, 1);
    checks.range(POWER, Double.MIN_VALUE, 100);
    checks.range(EXPLORE, 0, 1);
    checks.range(RATE, Double.MIN_VALUE, 1);
    checks.range(GROWTH, Math.nextUp(1.0), 1e6);
    checks.count(STEPS, 1);
    checks.count(LEVELS, 1);
    checks.count(PATIENCE, 1);
    checks.count(CANDIDATES, 2);
    if (kind == CurriculumKind.PERFORMANCE) {
      checkThresholds(faults);
    }
  }

  private void checkThresholds(Faults faults) {
    if (!arguments.has(PROMOTE) || !arguments.has(DEMOTE)) {
      faults.add(
          "--curriculum performance has no thresholds",
          "",
          "Give --" + PROMOTE + " and --" + DEMOTE + ".");
      return;
    }
    boolean loss = arguments.text(MEASURE).equals("loss");
    double promote = arguments.number(PROMOTE);
    double demote = arguments.number(DEMOTE);
    if (loss ? promote >= demote : promote <= demote) {
      faults.add(
          "--" + PROMOTE + " is " + promote + " and --" + DEMOTE + " is " + demote,
          "",
          loss
              ? "Of the loss less is better: promote at less."
              : "Of " + arguments.text(MEASURE) + " more is better: promote at more.");
    }
  }

  /** Adds a fault where a curriculum needs a table of difficulties and there is none. */
  void requireDifficulty(Faults faults) {
    if (kind().filter(CurriculumKind::needsDifficulty).isPresent() && !arguments.has(DIFFICULTY)) {
      faults.add(
          "--curriculum " + arguments.text(CURRICULUM) + " has no --" + DIFFICULTY,
          "",
          "Make the table with the job difficulty and give --difficulty table:difficulty.");
    }
  }

  boolean hasTable() {
    return arguments.has(DIFFICULTY);
  }

  Optional<String> score() {
    return arguments.find(SCORE);
  }

  /** The curriculum of a training of so many steps, or iterations. */
  CurriculumSettings settings(long steps) {
    boolean thresholds = kind().filter(k -> k == CurriculumKind.PERFORMANCE).isPresent();
    return new CurriculumSettings(
        kind().orElseThrow(),
        arguments.text(DIRECTION).equals(HARD_FIRST),
        arguments.number(START),
        arguments.has(STEPS) ? arguments.integer(STEPS) : Math.max(1, steps / 2),
        arguments.number(POWER),
        arguments.smallInteger(LEVELS),
        thresholds
            ? new Performance(
                arguments.text(MEASURE),
                arguments.number(PROMOTE),
                arguments.number(DEMOTE),
                arguments.smallInteger(PATIENCE))
            : new Performance("loss", 0, 1, 1),
        new Bandit(arguments.number(EXPLORE), arguments.number(RATE)),
        new SelfPaced(arguments.smallInteger(CANDIDATES), arguments.number(GROWTH)));
  }

  /** The curriculum over prepared examples; null where none was asked for. */
  @Nullable CurriculumPlan plan(Path examples, long steps) {
    return kind().isEmpty()
        ? null
        : new CurriculumPlan(settings(steps), Difficulties.fileOf(examples).toString());
  }
}
