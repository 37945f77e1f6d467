package dev.nightshift.training.spark;

import dev.nightshift.runtime.job.JobArguments;
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
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the options of a curriculum say, alike for every job that knows one. */
public final class CurriculumOptions {

  static final String DIFFICULTY = "difficulty";
  static final String SCORE = "difficulty-score";
  static final String CURRICULUM = "curriculum";
  static final String STEPS = "curriculum-steps";
  static final String START = "start-competence";
  static final String POWER = "curriculum-power";
  static final String LEVELS = "curriculum-levels";
  static final String DIRECTION = "curriculum-direction";
  static final String MEASURE = "curriculum-measure";
  static final String PROMOTE = "promote-at";
  static final String DEMOTE = "demote-at";
  static final String PATIENCE = "curriculum-patience";
  static final String EXPLORE = "explore";
  static final String RATE = "progress-rate";
  static final String CANDIDATES = "candidates";
  static final String GROWTH = "threshold-growth";
  static final String EASY_FIRST = "easy-first";
  static final String HARD_FIRST = "hard-first";

  private final JobArguments arguments;

  /** The options among those of a job. */
  public CurriculumOptions(JobArguments arguments) {
    this.arguments = arguments;
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
    new CurriculumChecks(arguments, this).check(faults, measures);
  }

  /** Adds a fault where a curriculum needs a table of difficulties and there is none. */
  public void requireDifficulty(Faults faults) {
    new CurriculumChecks(arguments, this).requireDifficulty(faults);
  }

  /**
   * Adds a fault for each value that was given and differs from that of the training that goes on.
   *
   * @param before the curriculum of the training so far; none where it had none
   */
  void checkResumed(Optional<CurriculumRecord> before, Faults faults) {
    new CurriculumResumption(arguments, this).check(before, faults);
  }

  /** Whether a table of difficulties was given. */
  public boolean hasTable() {
    return arguments.has(DIFFICULTY);
  }

  /** The score of that table that was asked for. */
  public Optional<String> score() {
    return arguments.find(SCORE);
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
