package dev.nightshift.training.spark;

import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.curriculum.CurriculumKind;
import dev.nightshift.training.curriculum.CurriculumPlan;
import dev.nightshift.training.curriculum.CurriculumRecord;
import dev.nightshift.training.curriculum.CurriculumSettings;
import dev.nightshift.training.curriculum.CurriculumSettings.Bandit;
import dev.nightshift.training.curriculum.CurriculumSettings.Performance;
import dev.nightshift.training.curriculum.CurriculumSettings.SelfPaced;
import dev.nightshift.training.curriculum.Difficulties;
import dev.nightshift.training.state.CheckpointStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The options of a curriculum, alike for every job that knows one. */
public final class CurriculumOptions {

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
  private static final String EASY_FIRST = "easy-first";
  private static final String HARD_FIRST = "hard-first";

  /** The kinds that an option says something to. */
  private static final Map<String, Set<CurriculumKind>> OF_KINDS = ofKinds();

  private final JobArguments arguments;

  /** The options among those of a job. */
  public CurriculumOptions(JobArguments arguments) {
    this.arguments = arguments;
  }

  private static Map<String, Set<CurriculumKind>> ofKinds() {
    Set<CurriculumKind> growing =
        EnumSet.of(
            CurriculumKind.LINEAR,
            CurriculumKind.ROOT,
            CurriculumKind.ROOT_P,
            CurriculumKind.STEP,
            CurriculumKind.EXPONENTIAL);
    Set<CurriculumKind> timed = EnumSet.copyOf(growing);
    timed.add(CurriculumKind.SELF_PACED);
    Set<CurriculumKind> ordered = EnumSet.allOf(CurriculumKind.class);
    ordered.removeIf(kind -> !kind.needsDifficulty());
    Map<String, Set<CurriculumKind>> kinds = new LinkedHashMap<>();
    kinds.put(DIFFICULTY, EnumSet.allOf(CurriculumKind.class));
    kinds.put(SCORE, EnumSet.allOf(CurriculumKind.class));
    kinds.put(STEPS, timed);
    kinds.put(START, growing);
    kinds.put(POWER, EnumSet.of(CurriculumKind.ROOT_P));
    kinds.put(
        LEVELS,
        EnumSet.of(
            CurriculumKind.STEP,
            CurriculumKind.EXPONENTIAL,
            CurriculumKind.SELF_PACED,
            CurriculumKind.PERFORMANCE,
            CurriculumKind.BANDIT));
    kinds.put(DIRECTION, ordered);
    for (String name : List.of(MEASURE, PROMOTE, DEMOTE, PATIENCE)) {
      kinds.put(name, EnumSet.of(CurriculumKind.PERFORMANCE));
    }
    kinds.put(EXPLORE, EnumSet.of(CurriculumKind.BANDIT));
    kinds.put(RATE, EnumSet.of(CurriculumKind.BANDIT));
    kinds.put(CANDIDATES, EnumSet.of(CurriculumKind.SELF_PACED));
    kinds.put(GROWTH, EnumSet.of(CurriculumKind.SELF_PACED));
    return Collections.unmodifiableMap(kinds);
  }

  /**
   * The options.
   *
   * @param unit what a step of the curriculum is, for the help
   */
  public static List<JobOption> all(String unit) {
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
            DIRECTION, List.of(EASY_FIRST, HARD_FIRST), "Which end of the difficulty comes first"),
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
  public Optional<CurriculumKind> kind() {
    return arguments.find(CURRICULUM).flatMap(CurriculumKind::of);
  }

  /**
   * Adds a fault for each value that is wrong.
   *
   * @param measures what {@code performance} can go by, beside the loss
   */
  public void check(Faults faults, List<String> measures) {
    OptionChecks checks = new OptionChecks(arguments, faults);
    if (kind().isEmpty()) {
      for (String name : OF_KINDS.keySet()) {
        if (arguments.isGiven(name)) {
          faults.add(
              "--" + name + " was given without a curriculum", "", "Give --curriculum, or not.");
        }
      }
      return;
    }
    CurriculumKind kind = kind().orElseThrow();
    OF_KINDS.forEach(
        (name, kinds) -> {
          if (arguments.isGiven(name) && !kinds.contains(kind)) {
            faults.add(
                "--" + name + " says nothing to --curriculum " + kind.label(),
                "",
                "Leave it out: it belongs to "
                    + String.join(", ", kinds.stream().map(CurriculumKind::label).toList())
                    + ".");
          }
        });
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
      checkMeasure(faults, measures);
      checkThresholds(faults);
    }
  }

  private void checkMeasure(Faults faults, List<String> measures) {
    String measure = arguments.text(MEASURE);
    if (!measure.equals(Performance.LOSS) && !measures.contains(measure)) {
      faults.add(
          "--" + MEASURE + " is '" + measure + "'",
          "",
          "Give one of: "
              + Performance.LOSS
              + measures.stream().map(name -> ", " + name).collect(Collectors.joining())
              + ".");
    }
  }

  private void checkThresholds(Faults faults) {
    if (goesOn() && !arguments.has(PROMOTE) && !arguments.has(DEMOTE)) {
      return;
    }
    if (!arguments.has(PROMOTE) || !arguments.has(DEMOTE)) {
      faults.add(
          "--curriculum performance has no thresholds",
          "",
          "Give --" + PROMOTE + " and --" + DEMOTE + ".");
      return;
    }
    boolean loss = arguments.text(MEASURE).equals(Performance.LOSS);
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
  public void requireDifficulty(Faults faults) {
    if (kind().filter(CurriculumKind::needsDifficulty).isPresent() && !arguments.has(DIFFICULTY)) {
      faults.add(
          "--curriculum " + arguments.text(CURRICULUM) + " has no --" + DIFFICULTY,
          "",
          "Make the table with the job difficulty and give --difficulty table:difficulty.");
    }
  }

  /** Whether a table of difficulties was given. */
  public boolean hasTable() {
    return arguments.has(DIFFICULTY);
  }

  /** The score of that table that was asked for. */
  public Optional<String> score() {
    return arguments.find(SCORE);
  }

  /** Whether the training goes on with one that has thresholds of its own. */
  private boolean goesOn() {
    return arguments.find(ModelSource.RESUME).orElse("false").equals("true");
  }

  /**
   * Adds a fault for each value that was given and differs from that of the training that goes on.
   *
   * @param before the curriculum of the training so far; none where it had none
   */
  void checkResumed(Optional<CurriculumRecord> before, Faults faults) {
    String then = before.map(b -> b.settings().kind().label()).orElse(CurriculumKind.NONE);
    String now = kind().map(CurriculumKind::label).orElse(CurriculumKind.NONE);
    if (!then.equals(now)) {
      faults.add(
          "the model was trained with --" + CURRICULUM + " " + then + ", and " + now + " is given",
          "option 'resume'",
          "Give --" + CURRICULUM + " " + then + ", or leave out --resume.");
      return;
    }
    if (before.isEmpty()) {
      return;
    }
    CurriculumSettings settings = before.get().settings();
    texts(settings)
        .forEach(
            (name, value) -> {
              if (arguments.isGiven(name) && !same(arguments.text(name), value)) {
                faults.add(
                    "the model was trained with --"
                        + name
                        + " "
                        + value
                        + ", and "
                        + arguments.text(name)
                        + " is given",
                    "option 'resume'",
                    "Leave out --" + name + ": what the training began with is taken.");
              }
            });
  }

  /** What would have to be given for a curriculum. */
  private static Map<String, String> texts(CurriculumSettings settings) {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(STEPS, Long.toString(settings.steps()));
    texts.put(START, Double.toString(settings.start()));
    texts.put(POWER, Double.toString(settings.power()));
    texts.put(LEVELS, Integer.toString(settings.levels()));
    texts.put(DIRECTION, settings.hardFirst() ? HARD_FIRST : EASY_FIRST);
    texts.put(MEASURE, settings.performance().measure());
    texts.put(PROMOTE, Double.toString(settings.performance().promoteAt()));
    texts.put(DEMOTE, Double.toString(settings.performance().demoteAt()));
    texts.put(PATIENCE, Integer.toString(settings.performance().patience()));
    texts.put(EXPLORE, Double.toString(settings.bandit().explore()));
    texts.put(RATE, Double.toString(settings.bandit().rate()));
    texts.put(CANDIDATES, Integer.toString(settings.selfPaced().candidates()));
    texts.put(GROWTH, Double.toString(settings.selfPaced().growth()));
    return texts;
  }

  /** Whether texts of options are alike; numbers are by their values. */
  private static boolean same(String one, String other) {
    try {
      return Double.parseDouble(one) == Double.parseDouble(other);
    } catch (NumberFormatException e) {
      return one.equals(other);
    }
  }

  /** The curriculum of a training of so many steps, or iterations. */
  public CurriculumSettings settings(long steps) {
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
            : new Performance(Performance.LOSS, 0, 1, 1),
        new Bandit(arguments.number(EXPLORE), arguments.number(RATE)),
        new SelfPaced(arguments.smallInteger(CANDIDATES), arguments.number(GROWTH)));
  }

  /**
   * The curriculum over prepared examples; null where none was asked for. A training that goes on
   * keeps the one that it began with.
   *
   * @param initial the state that the training starts from
   * @throws RequestException if the examples have other difficulties than the training began with
   */
  public @Nullable CurriculumPlan plan(Path examples, long steps, Path initial) throws IOException {
    if (kind().isEmpty()) {
      return null;
    }
    Path file = Difficulties.fileOf(examples);
    Optional<CurriculumRecord> before =
        CurriculumRecord.read(initial.resolve(CheckpointStore.TRAINING));
    if (before.isEmpty()) {
      return new CurriculumPlan(settings(steps), file.toString());
    }
    if (!before.get().difficulties().equals(Difficulties.read(file).digest())) {
      throw new RequestException(
          "the examples have other difficulties than those that the training began with",
          "option 'difficulty'",
          "Give the same version of the same table and the same --"
              + SCORE
              + ", or leave out --resume.");
    }
    return new CurriculumPlan(before.get().settings(), file.toString());
  }
}
