package dev.nightshift.training.spark.meta;

import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.training.meta.EpisodeSize;
import dev.nightshift.training.meta.InnerRule;
import dev.nightshift.training.meta.MetaMethod;
import dev.nightshift.training.meta.MetaSettings;
import dev.nightshift.training.meta.Normalisation;
import dev.nightshift.training.optimizer.AdamWSettings;
import dev.nightshift.training.optimizer.LearningRateSchedule;
import dev.nightshift.training.optimizer.LearningRateSchedule.Shape;
import dev.nightshift.training.reduction.ZeroStage;
import dev.nightshift.training.spark.SegmentTask;
import dev.nightshift.training.spark.TrainingOptions;
import dev.nightshift.training.state.TrainingSettings;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** What the options of meta-learning say, with defaults that depend on protocol and method. */
final class MetaOptions {

  static final String DATA = "data";
  static final String SINE = "sine";
  static final String OMNIGLOT = "omniglot";
  static final String LANGUAGE = "language";

  static final String METHOD = "method";
  static final String PROTOCOL = "protocol";
  static final String TRAIN_WAYS = "train-ways";
  static final String TRAIN_SHOTS = "train-shots";
  static final String TRAIN_QUERIES = "train-queries";
  static final String SCHEDULE = "schedule";
  static final String HALVE_EVERY = "halve-every";
  static final String MAX_LENGTH = "max-length";
  static final String WEIGHT_DECAY = "weight-decay";
  static final String BETA1 = "beta1";
  static final String BETA2 = "beta2";
  static final String WAYS = "ways";
  static final String SHOTS = "shots";
  static final String QUERIES = "queries";
  static final String INNER_STEPS = "inner-steps";
  static final String INNER_RATE = "inner-learning-rate";
  static final String INNER_BATCH = "inner-batch-size";
  static final String ADAPTATION_BATCH = "adaptation-batch-size";
  static final String META_BATCH = "meta-batch-size";
  static final String ADAPTATION_STEPS = "adaptation-steps";
  static final String EPISODES = "episodes";
  static final String NEAREST = "nearest-tasks";
  static final String HELD_OUT = "held-out-tasks";
  static final String FILTERS = "filters";
  static final String NORMALISATION = "normalisation";
  static final String STEPS = "steps";

  /** Ways from which Finn et al. 2017 take smaller steps, more of them, and fewer tasks. */
  private static final int MANY_WAYS = 20;

  /** Episodes over which few-shot results are published. */
  private static final int PUBLISHED_EPISODES = 600;

  private final JobArguments arguments;

  MetaOptions(JobArguments arguments) {
    this.arguments = arguments;
  }

  /** Adds a fault for each value that is wrong. */
  void check(Faults faults) {
    new MetaChecks(arguments, this).check(faults);
  }

  /** What is worth saying of a request that is not wrong. */
  List<String> warnings() {
    return episodes() >= PUBLISHED_EPISODES
        ? List.of()
        : List.of(
            "measured on "
                + episodes()
                + " episodes: published results are means over "
                + PUBLISHED_EPISODES
                + " or more");
  }

  MetaMethod method() {
    return MetaMethod.of(arguments.text(METHOD)).orElseThrow();
  }

  String protocol() {
    return arguments.text(PROTOCOL);
  }

  int ways() {
    return arguments.smallInteger(WAYS);
  }

  int shots() {
    return number(SHOTS, 10, 1, 8);
  }

  int queries() {
    return number(QUERIES, 10, 15, 8);
  }

  private int number(String name, int sine, int omniglot, int language) {
    int usual = usual(sine, omniglot, language);
    return arguments.has(name) ? arguments.smallInteger(name) : usual;
  }

  private int usual(int sine, int omniglot, int language) {
    return switch (protocol()) {
      case SINE -> sine;
      case OMNIGLOT -> omniglot;
      default -> language;
    };
  }

  int filters() {
    return arguments.smallInteger(FILTERS);
  }

  Normalisation normalisation() {
    return arguments
        .find(NORMALISATION)
        .map(text -> Normalisation.valueOf(text.toUpperCase(Locale.ROOT)))
        .orElse(
            method() == MetaMethod.PROTONET ? Normalisation.RUNNING : Normalisation.TRANSDUCTIVE);
  }

  /** Episodes of characters to measure on. */
  EpisodeSize measuredSize() {
    return new EpisodeSize(ways(), shots(), queries());
  }

  /** How many classes to learn on have so many drawings. */
  interface Classes {
    int with(int drawings) throws IOException;
  }

  /** Episodes of characters to learn on. */
  EpisodeSize trainingSize(Classes classes) throws IOException {
    boolean reptile = method() == MetaMethod.REPTILE;
    boolean prototypes = method() == MetaMethod.PROTONET;
    int shots = given(TRAIN_SHOTS, reptile ? 10 : shots());
    int queries = given(TRAIN_QUERIES, reptile || prototypes ? 5 : queries());
    int ways = ways();
    if (arguments.has(TRAIN_WAYS)) {
      ways = arguments.smallInteger(TRAIN_WAYS);
    } else if (prototypes) {
      ways = Math.max(2, Math.min(60, classes.with(shots + queries)));
    }
    return new EpisodeSize(ways, shots, queries);
  }

  private int given(String name, int usual) {
    return arguments.has(name) ? arguments.smallInteger(name) : usual;
  }

  double heldOutTasks() {
    return arguments.number(HELD_OUT);
  }

  int episodes() {
    return arguments.smallInteger(EPISODES);
  }

  int nearestTasks() {
    return arguments.smallInteger(NEAREST);
  }

  int maxLength() {
    return arguments.smallInteger(MAX_LENGTH);
  }

  long steps() {
    return arguments.integer(STEPS);
  }

  int workers() {
    return Integer.parseInt(arguments.text("workers"));
  }

  int retries() {
    return Integer.parseInt(arguments.text("retries"));
  }

  long checkpointEvery() {
    return Long.parseLong(arguments.text("checkpoint-every"));
  }

  long evaluateEvery() {
    return arguments.integer("evaluate-every");
  }

  /** How each worker works. */
  SegmentTask.Execution execution() {
    return new SegmentTask.Execution(
        Integer.parseInt(arguments.text("threads")),
        ZeroStage.of(Integer.parseInt(arguments.text("zero"))),
        "cpu");
  }

  /** How tasks are adapted to. */
  MetaSettings meta() {
    boolean reptile = method() == MetaMethod.REPTILE;
    boolean byAdam = reptile && protocol().equals(OMNIGLOT);
    double rate =
        switch (protocol()) {
          case SINE -> .01;
          case OMNIGLOT -> reptile ? manyWays() ? .0005 : .001 : manyWays() ? .1 : .4;
          default -> .05;
        };
    return new MetaSettings(
        method(),
        given(INNER_STEPS, reptile ? manyWays() ? 10 : 5 : manyWays() ? 5 : 1),
        arguments.has(INNER_RATE) ? arguments.number(INNER_RATE) : rate,
        byAdam ? InnerRule.ADAM : InnerRule.DESCENT,
        given(INNER_BATCH, byAdam ? manyWays() ? 20 : 10 : 0),
        given(ADAPTATION_STEPS, byAdam ? 50 : 10),
        given(ADAPTATION_BATCH, byAdam ? manyWays() ? 10 : 5 : 0));
  }

  private boolean manyWays() {
    return protocol().equals(OMNIGLOT) && ways() >= MANY_WAYS;
  }

  private int tasksOfStep() {
    int omniglot =
        switch (method()) {
          case PROTONET -> 1;
          case REPTILE -> 5;
          case MAML, FOMAML, ANIL, META_SGD -> manyWays() ? 16 : 32;
        };
    return number(META_BATCH, 25, omniglot, 4);
  }

  /** How the rate of meta-training falls. */
  Shape shape() {
    return arguments
        .find(SCHEDULE)
        .map(text -> Shape.valueOf(text.toUpperCase(Locale.ROOT)))
        .orElse(
            switch (method()) {
              case REPTILE -> Shape.LINEAR;
              case PROTONET -> Shape.HALVING;
              case MAML, FOMAML, ANIL, META_SGD -> Shape.CONSTANT;
            });
  }

  /** What the trainer needs; a batch is the tasks of a step, each a micro-batch of its own. */
  TrainingSettings settings(long seed) {
    double rate =
        arguments.has(TrainingOptions.LEARNING_RATE)
            ? arguments.number(TrainingOptions.LEARNING_RATE)
            : method() == MetaMethod.REPTILE ? 1 : .001;
    LearningRateSchedule schedule =
        new LearningRateSchedule(
            shape(),
            rate,
            Math.min(arguments.integer("warmup"), steps()),
            steps(),
            shape() == Shape.HALVING ? arguments.integer(HALVE_EVERY) : 0,
            arguments.number("final-share"));
    AdamWSettings optimizer =
        new AdamWSettings(
            arguments.number(BETA1),
            arguments.number(BETA2),
            1e-8,
            arguments.number(WEIGHT_DECAY),
            AdamWSettings.DecayGroup.MATRICES);
    return new TrainingSettings(
        seed, tasksOfStep(), 1, maxLength(), schedule, optimizer, arguments.number("clip"));
  }
}
