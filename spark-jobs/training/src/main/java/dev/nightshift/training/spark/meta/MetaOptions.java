package dev.nightshift.training.spark.meta;

import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.OptionKind;
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
import dev.nightshift.training.spark.ModelSource;
import dev.nightshift.training.spark.OptionChecks;
import dev.nightshift.training.spark.SegmentTask;
import dev.nightshift.training.spark.TrainingOptionList;
import dev.nightshift.training.spark.TrainingOptions;
import dev.nightshift.training.state.TrainingSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The options of meta-learning, with defaults that depend on protocol and method. */
final class MetaOptions {

  static final String DATA = "data";
  static final String SINE = "sine";
  static final String OMNIGLOT = "omniglot";
  static final String LANGUAGE = "language";

  private static final String METHOD = "method";
  private static final String PROTOCOL = "protocol";
  private static final String TRAIN_WAYS = "train-ways";
  private static final String TRAIN_SHOTS = "train-shots";
  private static final String TRAIN_QUERIES = "train-queries";
  private static final String SCHEDULE = "schedule";
  private static final String MAX_LENGTH = "max-length";
  private static final String WEIGHT_DECAY = "weight-decay";
  private static final String BETA1 = "beta1";
  private static final String BETA2 = "beta2";

  /** Ways from which Finn et al. 2017 take smaller steps, more of them, and fewer tasks. */
  private static final int MANY_WAYS = 20;

  /** Episodes over which few-shot results are published. */
  private static final int PUBLISHED_EPISODES = 600;

  private static final String WAYS = "ways";
  private static final String SHOTS = "shots";
  private static final String QUERIES = "queries";
  private static final String INNER_STEPS = "inner-steps";
  private static final String INNER_RATE = "inner-learning-rate";
  private static final String META_BATCH = "meta-batch-size";
  private static final String ADAPTATION_STEPS = "adaptation-steps";
  private static final String EPISODES = "episodes";
  private static final String NEAREST = "nearest-tasks";
  private static final String HELD_OUT = "held-out-tasks";
  private static final String FILTERS = "filters";
  private static final String NORMALISATION = "normalisation";
  private static final String STEPS = "steps";

  /** Options of the other training jobs that mean the same here. */
  private static final Set<String> SHARED =
      Set.of(
          "output",
          "model",
          ModelSource.RESUME,
          MAX_LENGTH,
          "warmup",
          "final-share",
          "checkpoint-every",
          "evaluate-every",
          "workers",
          "threads",
          "zero",
          "retries");

  private final JobArguments arguments;

  MetaOptions(JobArguments arguments) {
    this.arguments = arguments;
  }

  static List<JobOption> all() {
    List<JobOption> options = new ArrayList<>();
    options.add(JobOption.choice(METHOD, MetaMethod.labels(), "How it is learnt to learn"));
    options.add(
        JobOption.choice(
            PROTOCOL, List.of(SINE, OMNIGLOT, LANGUAGE), "The tasks, and the model for them"));
    options.add(
        JobOption.optional(
            DATA,
            OptionKind.INPUT,
            "Omniglot's archives; for language files in the layout of BIG-Bench Hard, by default"
                + " generated problems"));
    options.add(JobOption.of(WAYS, OptionKind.INTEGER, "5", "Classes of an episode of omniglot"));
    options.add(
        JobOption.optional(
            SHOTS,
            OptionKind.INTEGER,
            "Examples to adapt to, of each class of omniglot; by default sine 10, omniglot 1,"
                + " language 8"));
    options.add(
        JobOption.optional(
            QUERIES,
            OptionKind.INTEGER,
            "Examples to judge by, counted alike; by default sine 10, omniglot 15, language 8"));
    options.add(
        JobOption.optional(
            TRAIN_WAYS,
            OptionKind.INTEGER,
            "Classes of an episode to learn on; by default those of --ways, of protonet 60 or as many"
                + " as there are"));
    options.add(
        JobOption.optional(
            TRAIN_SHOTS,
            OptionKind.INTEGER,
            "Its examples of a class to adapt to; by default those of --shots, of reptile 10"));
    options.add(
        JobOption.optional(
            TRAIN_QUERIES,
            OptionKind.INTEGER,
            "Its examples of a class to judge by; by default those of --queries, of protonet and"
                + " reptile 5"));
    options.add(
        JobOption.optional(
            INNER_STEPS,
            OptionKind.INTEGER,
            "Steps of adaptation in training; by default 1, of omniglot with 20 ways 5, of reptile 5"
                + " and 10"));
    options.add(
        JobOption.optional(
            INNER_RATE,
            OptionKind.NUMBER,
            "Their rate; by default sine .01, omniglot .4 (20 ways .1, reptile .001 by Adam),"
                + " language .05"));
    options.add(
        JobOption.optional(
            META_BATCH,
            OptionKind.INTEGER,
            "Tasks of a step, over all workers; by default sine 25, omniglot 32 (20 ways 16, reptile"
                + " 5, protonet 1), language 4"));
    options.add(
        JobOption.optional(
            ADAPTATION_STEPS,
            OptionKind.INTEGER,
            "Steps of adaptation when it is measured; by default 10, of reptile on omniglot 50"));
    options.add(
        JobOption.of(EPISODES, OptionKind.INTEGER, "600", "Held-out episodes to measure on"));
    options.add(
        JobOption.of(
            NEAREST,
            OptionKind.INTEGER,
            "0",
            "Known tasks: also measure adaptation from the weights of the nearest; 0 for not"));
    options.add(
        JobOption.of(
            HELD_OUT,
            OptionKind.NUMBER,
            ".25",
            "Share of the tasks of language that is for the test; half as many are to measure on"
                + " the way"));
    options.add(
        JobOption.of(FILTERS, OptionKind.INTEGER, "64", "Filters of each block of omniglot's net"));
    options.add(
        choice(
            NORMALISATION,
            Normalisation.labels(),
            "Omniglot is measured with statistics of the images at hand (the default), or with"
                + " running means (of protonet)"));
    options.add(JobOption.required(STEPS, OptionKind.INTEGER, "Steps of meta-training"));
    options.add(
        JobOption.optional(
            TrainingOptions.LEARNING_RATE,
            OptionKind.NUMBER,
            "Greatest rate of meta-training; by default .001, of reptile 1"));
    options.add(
        choice(
            SCHEDULE,
            List.of("constant", "linear", "cosine"),
            "How that rate falls; by default not, of reptile linearly"));
    options.add(JobOption.of(WEIGHT_DECAY, OptionKind.NUMBER, "0", "Decay of matrices"));
    options.add(JobOption.of(BETA1, OptionKind.NUMBER, ".9", "AdamW's decay of the mean"));
    options.add(JobOption.of(BETA2, OptionKind.NUMBER, ".999", "AdamW's decay of the squares"));
    options.add(
        JobOption.of(
            "clip", OptionKind.NUMBER, "0", "Greatest norm of the gradient; 0 for no clipping"));
    options.add(
        JobOption.optional(
            ModelSource.CONFIG, OptionKind.INPUT, "config.json of a model with fresh weights"));
    options.add(
        JobOption.optional(
            ModelSource.TOKENIZER, OptionKind.INPUT, "Folder of the tokenizer for fresh weights"));
    TrainingOptionList.shared("0.001", "1", "Tasks").stream()
        .filter(option -> SHARED.contains(option.name()))
        .forEach(options::add);
    return List.copyOf(options);
  }

  /** A choice whose default depends on the method. */
  private static JobOption choice(String name, List<String> choices, String help) {
    return new JobOption(name, OptionKind.CHOICE, false, null, choices, help);
  }

  /** Adds a fault for each value that is wrong. */
  void check(Faults faults) {
    OptionChecks checks = new OptionChecks(arguments, faults);
    for (String name : List.of(SHOTS, QUERIES, INNER_STEPS, META_BATCH, EPISODES, STEPS, FILTERS)) {
      checks.count(name, 1);
    }
    checks.count(TRAIN_SHOTS, 1);
    checks.count(TRAIN_QUERIES, 1);
    checks.count(WAYS, 2);
    checks.count(TRAIN_WAYS, 2);
    checks.count(MAX_LENGTH, 2);
    checks.count(ADAPTATION_STEPS, 0);
    checks.count(NEAREST, 0);
    checks.count("warmup", 0);
    checks.count("evaluate-every", 0);
    checks.execution("checkpoint-every", 1);
    checks.execution("workers", 1);
    checks.execution("threads", 0);
    checks.execution("retries", 0);
    checks.range(INNER_RATE, Double.MIN_VALUE, 1e6);
    checks.range(TrainingOptions.LEARNING_RATE, 0, 1e6);
    checks.range(WEIGHT_DECAY, 0, 1e6);
    checks.range("clip", 0, 1e9);
    checks.range("final-share", 0, 1);
    checks.range(BETA1, 0, Math.nextDown(1.0));
    checks.range(BETA2, 0, Math.nextDown(1.0));
    checks.range(HELD_OUT, Double.MIN_VALUE, Math.nextDown(1.0));
    if (!arguments.text("zero").matches("[01]")) {
      faults.add(
          "--zero is '" + arguments.text("zero") + "'",
          "",
          "Give 0 or 1: adaptation takes whole parameters.");
    }
    if (method() == MetaMethod.PROTONET && !protocol().equals(OMNIGLOT)) {
      faults.add(
          "--method protonet compares classes, and the protocol " + protocol() + " has none",
          "",
          "Give --protocol omniglot, or another method.");
    }
    if (method() == MetaMethod.META_SGD && protocol().equals(LANGUAGE)) {
      faults.add(
          "--method meta-sgd keeps a rate beside each weight, for which a model's folder has no"
              + " place",
          "",
          "Give --method maml.");
    }
    if (method() == MetaMethod.PROTONET && arguments.integer(NEAREST) > 0) {
      faults.add("--" + NEAREST + " needs a method that adapts", "", "Leave it out.");
    }
    if (protocol().equals(OMNIGLOT) && !arguments.has(DATA)) {
      faults.add("no --data was given", "", "Name the folder of Omniglot's archives.");
    }
    if (protocol().equals(OMNIGLOT)
        && method() != MetaMethod.PROTONET
        && arguments.has(TRAIN_WAYS)
        && arguments.integer(TRAIN_WAYS) != arguments.integer(WAYS)) {
      faults.add(
          "--train-ways is "
              + arguments.text(TRAIN_WAYS)
              + " and --ways is "
              + arguments.text(WAYS)
              + ": the net of "
              + method().label()
              + " has one output for each way",
          "",
          "Leave out --train-ways, or give --method protonet.");
    }
    checkUnread(faults);
  }

  /** Adds a fault for each option that was given and would not be read. */
  private void checkUnread(Faults faults) {
    String ofProtocol = "the protocol " + protocol();
    if (!protocol().equals(OMNIGLOT)) {
      unread(
          faults, ofProtocol, WAYS, TRAIN_WAYS, TRAIN_SHOTS, TRAIN_QUERIES, FILTERS, NORMALISATION);
    }
    if (!protocol().equals(LANGUAGE)) {
      unread(faults, ofProtocol, HELD_OUT, MAX_LENGTH);
    }
    if (protocol().equals(SINE)) {
      unread(faults, ofProtocol, DATA);
    }
    String ofMethod = "--method " + method().label();
    if (!method().adapts()) {
      unread(faults, ofMethod, INNER_STEPS, INNER_RATE, ADAPTATION_STEPS);
    }
    if (method() == MetaMethod.REPTILE) {
      unread(faults, ofMethod, WEIGHT_DECAY, BETA1, BETA2);
    }
  }

  private void unread(Faults faults, String who, String... names) {
    for (String name : names) {
      if (arguments.isGiven(name)) {
        faults.add(
            "--" + name + " was given, and " + who + " does not read it", "", "Leave it out.");
      }
    }
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
          case OMNIGLOT -> reptile ? .001 : manyWays() ? .1 : .4;
          default -> .05;
        };
    return new MetaSettings(
        method(),
        given(INNER_STEPS, reptile ? manyWays() ? 10 : 5 : manyWays() ? 5 : 1),
        arguments.has(INNER_RATE) ? arguments.number(INNER_RATE) : rate,
        byAdam ? InnerRule.ADAM : InnerRule.DESCENT,
        given(ADAPTATION_STEPS, byAdam ? 50 : 10));
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

  private Shape shape() {
    return arguments
        .find(SCHEDULE)
        .map(text -> Shape.valueOf(text.toUpperCase(Locale.ROOT)))
        .orElse(method() == MetaMethod.REPTILE ? Shape.LINEAR : Shape.CONSTANT);
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
            0,
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
