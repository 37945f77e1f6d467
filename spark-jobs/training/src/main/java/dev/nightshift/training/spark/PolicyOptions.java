package dev.nightshift.training.spark;

import dev.nightshift.eval.generated.ProblemSet;
import dev.nightshift.eval.reward.Rewards;
import dev.nightshift.eval.reward.RewardsSpec;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.training.policy.Aggregation;
import dev.nightshift.training.policy.ClippedPolicyLoss;
import dev.nightshift.training.policy.ClippedValueLoss;
import dev.nightshift.training.policy.Estimator;
import dev.nightshift.training.policy.GroupAdvantages.Deviation;
import dev.nightshift.training.policy.KlController;
import dev.nightshift.training.policy.KlEstimator;
import dev.nightshift.training.policy.KlPlacement;
import dev.nightshift.training.policy.MiniBatches;
import dev.nightshift.training.policy.PolicySettings;
import dev.nightshift.training.policy.PolicySettings.Clipping;
import dev.nightshift.training.policy.PolicySettings.Discount;
import dev.nightshift.training.policy.PolicySettings.Divergence;
import dev.nightshift.training.policy.ValueKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The options of learning from rollouts, and what is made of them. */
final class PolicyOptions {

  static final String DATA = "data";
  static final String VALIDATION = "validation";
  static final String PROBLEMS = "problems";
  static final String REWARD = "reward";
  static final String REWARD_MODEL = "reward-model";

  private static final String ESTIMATOR = "estimator";
  private static final String GROUP = "group-size";
  private static final String ROLLOUTS = "rollouts-per-iteration";
  private static final String ITERATIONS = "iterations";
  private static final String EPOCHS = "ppo-epochs";
  private static final String KL = "kl-coefficient";
  private static final String KL_IN = "kl-in";
  private static final String KL_ESTIMATOR = "kl-estimator";
  private static final String KL_TARGET = "kl-target";
  private static final String KL_GAIN = "kl-gain";
  private static final String CLIP = "clip-range";
  private static final String CLIP_HIGH = "clip-range-high";
  private static final String DUAL_CLIP = "dual-clip";
  private static final String VALUE = "value";
  private static final String CLIP_VALUE = "clip-value";
  private static final String VALUE_COEFFICIENT = "value-coefficient";
  private static final String GAMMA = "gamma";
  private static final String LAMBDA = "lambda";
  private static final String TEMPERATURE = "temperature";
  private static final String MAX_NEW_TOKENS = "max-new-tokens";
  private static final String ENTROPY = "entropy-coefficient";
  private static final String AGGREGATION = "aggregation";
  private static final String WHITEN = "whiten-rewards";
  private static final String EOS_PENALTY = "missing-eos-penalty";
  private static final String TARGET_KL = "target-kl";
  private static final String DEVIATION = "group-deviation";
  private static final String EPSILON = "group-epsilon";
  private static final String PARTITIONS = "rollout-partitions";
  private static final String AUTO = "auto";

  /** Shared options that have no meaning here, or another one. */
  private static final Set<String> LEFT_OUT =
      Set.of(DATA, VALIDATION, "steps", "epochs", "resume", "evaluate-every", "validation-limit");

  private final JobArguments arguments;

  PolicyOptions(JobArguments arguments) {
    this.arguments = arguments;
  }

  /**
   * What differs between the jobs.
   *
   * @param estimator the first choice
   * @param group answers to each prompt
   * @param batch rollouts of a step
   * @param epochs passes over the rollouts
   * @param learningRate greatest rate
   * @param kl coefficient of the divergence
   * @param temperature of the draws
   */
  record Defaults(
      Estimator estimator,
      String group,
      String batch,
      String epochs,
      String learningRate,
      String kl,
      String temperature) {}

  /** All options of a job. */
  static List<JobOption> all(Defaults defaults) {
    List<JobOption> options = new ArrayList<>(data());
    TrainingOptions.shared(defaults.learningRate(), defaults.batch(), "Rollouts").stream()
        .filter(option -> !LEFT_OUT.contains(option.name()))
        .forEach(options::add);
    options.addAll(course(defaults));
    options.addAll(estimate(defaults));
    options.addAll(loss(defaults));
    options.addAll(CurriculumOptions.all("Iterations"));
    return List.copyOf(options);
  }

  private static List<JobOption> data() {
    return List.of(
        JobOption.optional(
            DATA,
            OptionKind.INPUT,
            "Prompts, with the fields that rewards read: table:NAME, a file, a folder or a URI"),
        JobOption.optional(
            PROBLEMS,
            OptionKind.TEXT,
            "Generated problems in place of --data, such as"
                + " arithmetic:max-term=99,beyond=49,count=4000"),
        JobOption.optional(
            VALIDATION, OptionKind.INPUT, "Held-out prompts; of problems those held out"),
        JobOption.choice(
            RewardJob.OVERLONG,
            List.of("truncate", "reject"),
            "What becomes of prompts that do not fit: their beginning cut, or refused"),
        JobOption.of(
            REWARD,
            OptionKind.TEXT,
            "verifier:1",
            "Rewards with their weights, such as \"verifier:1,length(free=64):-0.001\""));
  }

  private static List<JobOption> course(Defaults defaults) {
    return List.of(
        number(ITERATIONS, OptionKind.INTEGER, "50", "Rounds of rollouts and training on them"),
        number(ROLLOUTS, OptionKind.INTEGER, "128", "Answers of an iteration"),
        number(GROUP, OptionKind.INTEGER, defaults.group(), "Answers to each prompt"),
        number(
            EPOCHS,
            OptionKind.INTEGER,
            defaults.epochs(),
            "Passes over the rollouts of an iteration, in mini-batches of --batch-size"),
        number(
            "evaluate-every",
            OptionKind.INTEGER,
            "0",
            "Iterations between measurements on held-out prompts; 0 for only before and after"),
        number("validation-limit", OptionKind.INTEGER, "200", "Held-out prompts to measure on"),
        number(MAX_NEW_TOKENS, OptionKind.INTEGER, "64", "Most tokens of an answer"),
        number(TEMPERATURE, OptionKind.NUMBER, defaults.temperature(), "Temperature of the draws"),
        number(
            TARGET_KL,
            OptionKind.NUMBER,
            "0",
            "Ends an iteration after a step whose policy/approxkl is greater; 0 for never"),
        number(
            PARTITIONS,
            OptionKind.EXECUTION,
            "0",
            "Tasks that answer prompts; 0 for two for each core; the result is the same"));
  }

  private static List<JobOption> estimate(Defaults defaults) {
    List<String> estimators = new ArrayList<>(Estimator.labels());
    estimators.remove(defaults.estimator().label());
    estimators.add(0, defaults.estimator().label());
    return List.of(
        JobOption.choice(ESTIMATOR, estimators, "How advantages are estimated"),
        number(GAMMA, OptionKind.NUMBER, "1", "Discount, for gae and reinforce++"),
        number(LAMBDA, OptionKind.NUMBER, ".95", "Weight of later rewards, for gae"),
        JobOption.choice(
            VALUE,
            List.of("separate", "shared"),
            "For gae: values from a decoder of their own, or from a head on the policy"),
        JobOption.optional(
            REWARD_MODEL, OptionKind.INPUT, "For gae: model that --value separate starts from"),
        number(WHITEN, OptionKind.FLAG, "false", "Give rewards of tokens variance 1"),
        number(
            EOS_PENALTY,
            OptionKind.NUMBER,
            "0",
            "What an answer loses that was cut off, a positive number"),
        JobOption.choice(DEVIATION, List.of("sample", "population"), "Spread of a group, for grpo"),
        number(EPSILON, OptionKind.NUMBER, ".0001", "What is added to that spread"));
  }

  private static List<JobOption> loss(Defaults defaults) {
    return List.of(
        number(KL, OptionKind.NUMBER, defaults.kl(), "Weight of the divergence from --model"),
        JobOption.choice(
            KL_IN,
            List.of(AUTO, "reward", "loss"),
            "Where it counts; auto: in the loss for grpo and dr-grpo, else in the reward"),
        JobOption.choice(
            KL_ESTIMATOR,
            List.of(AUTO, "k1", "k2", "k3"),
            "How it is estimated; auto: k3 in the loss, k1 in the reward"),
        number(
            KL_TARGET,
            OptionKind.NUMBER,
            "0",
            "Divergence of an answer, in nats, that the weight is drawn to; 0 for a fixed weight"),
        number(KL_GAIN, OptionKind.NUMBER, ".1", "How fast the weight is drawn"),
        number(CLIP, OptionKind.NUMBER, ".2", "How far a ratio may go"),
        JobOption.optional(
            CLIP_HIGH, OptionKind.NUMBER, "How far it may go up; by default as --clip-range"),
        number(
            DUAL_CLIP,
            OptionKind.NUMBER,
            "0",
            "Greatest loss of a token of negative advantage, in advantages; 0 for none"),
        number(CLIP_VALUE, OptionKind.NUMBER, ".2", "How far a value may go; 0 for no bound"),
        number(VALUE_COEFFICIENT, OptionKind.NUMBER, ".1", "Weight of the value loss"),
        number(ENTROPY, OptionKind.NUMBER, "0", "Weight of the entropy bonus"),
        JobOption.choice(
            AGGREGATION,
            List.of(AUTO, "token-mean", "sequence-mean", "constant"),
            "How losses of tokens are added up; auto: as the estimator's paper does"));
  }

  private static JobOption number(String name, OptionKind kind, String value, String help) {
    return JobOption.of(name, kind, value, help);
  }

  /** Adds a fault for every value that is wrong by itself. */
  void check(Faults faults) {
    if (arguments.has(DATA) == arguments.has(PROBLEMS)) {
      faults.add(
          arguments.has(DATA) ? "both --data and --problems were given" : "no prompts were given",
          "",
          "Give --data or --problems.");
    }
    rewards(faults);
    problems(faults);
    for (String name : List.of(ITERATIONS, ROLLOUTS, GROUP, EPOCHS, MAX_NEW_TOKENS)) {
      atLeast(name, 1, faults);
    }
    if (arguments.integer("max-length") <= arguments.integer(MAX_NEW_TOKENS)) {
      faults.add(
          "--max-length "
              + arguments.integer("max-length")
              + " leaves no room for a prompt before --max-new-tokens "
              + arguments.integer(MAX_NEW_TOKENS),
          "",
          "Raise the one or lower the other.");
    }
    Estimator estimator = estimator();
    if (estimator.comparesAnswers() && arguments.integer(GROUP) < 2) {
      faults.add(
          "--estimator " + estimator.label() + " with --group-size " + arguments.integer(GROUP),
          "",
          "It compares answers to one prompt: give at least 2.");
    }
    if (arguments.integer(GROUP) > 0
        && arguments.integer(ROLLOUTS) % arguments.integer(GROUP) > 0) {
      faults.add(
          "--rollouts-per-iteration "
              + arguments.integer(ROLLOUTS)
              + " is no multiple of --group-size "
              + arguments.integer(GROUP),
          "",
          "An iteration is made of whole groups.");
    }
    if (arguments.integer("batch-size") > arguments.integer(ROLLOUTS)) {
      faults.add(
          "--batch-size "
              + arguments.integer("batch-size")
              + " is greater than --rollouts-per-iteration "
              + arguments.integer(ROLLOUTS),
          "",
          "A step learns from rollouts of one iteration: lower it.");
    }
    for (String name :
        List.of(KL, KL_TARGET, CLIP_VALUE, VALUE_COEFFICIENT, TARGET_KL, EPSILON, EOS_PENALTY)) {
      between(name, 0, Double.MAX_VALUE, faults);
    }
    between(GAMMA, 0, 1, faults);
    between(LAMBDA, 0, 1, faults);
    between(TEMPERATURE, Double.MIN_NORMAL, Double.MAX_VALUE, faults);
    between(KL_GAIN, Double.MIN_NORMAL, 1, faults);
    between(CLIP, Double.MIN_NORMAL, Math.nextDown(1.0), faults);
    if (arguments.has(CLIP_HIGH)) {
      between(CLIP_HIGH, Double.MIN_NORMAL, Double.MAX_VALUE, faults);
    }
    if (arguments.number(DUAL_CLIP) != 0) {
      between(DUAL_CLIP, Math.nextUp(1.0), Double.MAX_VALUE, faults);
    }
    if (arguments.text("zero").equals("3")) {
      faults.add(
          "--zero 3 is not for learning from rollouts",
          "",
          "The reference model is kept whole on each worker: give --zero 1.");
    }
    if (!arguments.text(PARTITIONS).matches("[0-9]{1,6}")) {
      faults.add(
          "--" + PARTITIONS + " is '" + arguments.text(PARTITIONS) + "'",
          "",
          "Give a whole number from 0.");
    }
    if (arguments.has(REWARD_MODEL)
        && !(estimator == Estimator.GAE && arguments.text(VALUE).equals("separate"))) {
      faults.add(
          "--reward-model was given, and there is no value function that could start from it",
          "",
          "It goes with --estimator gae and --value separate; rewards are named by --reward.");
    }
  }

  private void atLeast(String name, long least, Faults faults) {
    if (arguments.integer(name) < least) {
      faults.add(
          "--" + name + " is " + arguments.integer(name), "", "Give at least " + least + ".");
    }
  }

  private void between(String name, double least, double most, Faults faults) {
    double value = arguments.number(name);
    if (value < least || value > most) {
      String from = least == Double.MIN_NORMAL ? "a positive number" : "a number from " + least;
      faults.add(
          "--" + name + " is " + value,
          "",
          "Give " + from + (most == Double.MAX_VALUE ? "." : " to " + most + "."));
    }
  }

  /** The rewards; only good where no fault was added. */
  RewardsSpec rewards(Faults faults) {
    return Rewards.parse(arguments.text(REWARD), faults);
  }

  /** The generated problems, if they were asked for; only good where no fault was added. */
  Optional<ProblemSet> problems(Faults faults) {
    return arguments
        .find(PROBLEMS)
        .map(text -> ProblemSet.parse(text, "option '" + PROBLEMS + "'", faults));
  }

  private Estimator estimator() {
    return Estimator.of(arguments.text(ESTIMATOR));
  }

  int rollouts() {
    return arguments.smallInteger(ROLLOUTS);
  }

  /** Prompts of an iteration. */
  int prompts() {
    return rollouts() / arguments.smallInteger(GROUP);
  }

  boolean truncatesPrompts() {
    return arguments.text(RewardJob.OVERLONG).equals("truncate");
  }

  int maxNewTokens() {
    return arguments.smallInteger(MAX_NEW_TOKENS);
  }

  int partitions() {
    return Integer.parseInt(arguments.text(PARTITIONS));
  }

  /** Planned steps of an iteration. */
  long stepsOfIteration() {
    return arguments.integer(EPOCHS)
        * MiniBatches.stepsOfEpoch(rollouts(), arguments.smallInteger("batch-size"));
  }

  /** Planned steps of the training. */
  long steps() {
    return arguments.integer(ITERATIONS) * stepsOfIteration();
  }

  /** Where values come from. */
  ValueKind value() {
    return estimator() == Estimator.GAE
        ? ValueKind.valueOf(arguments.text(VALUE).toUpperCase(Locale.ROOT))
        : ValueKind.NONE;
  }

  /** How the policy learns. */
  PolicySettings settings() {
    Estimator estimator = estimator();
    KlPlacement placement =
        arguments.text(KL_IN).equals(AUTO)
            ? estimator.klPlacement()
            : KlPlacement.valueOf(arguments.text(KL_IN).toUpperCase(Locale.ROOT));
    KlEstimator usual = placement == KlPlacement.LOSS ? KlEstimator.K3 : KlEstimator.K1;
    double clip = arguments.number(CLIP);
    return new PolicySettings(
        estimator,
        arguments.text(AGGREGATION).equals(AUTO)
            ? estimator.aggregation()
            : Aggregation.valueOf(
                arguments.text(AGGREGATION).toUpperCase(Locale.ROOT).replace('-', '_')),
        new Divergence(
            placement,
            arguments.text(KL_ESTIMATOR).equals(AUTO)
                ? usual
                : KlEstimator.valueOf(arguments.text(KL_ESTIMATOR).toUpperCase(Locale.ROOT)),
            arguments.number(KL),
            new KlController(arguments.number(KL_TARGET), arguments.number(KL_GAIN))),
        new Discount(arguments.number(GAMMA), arguments.number(LAMBDA), arguments.flag(WHITEN)),
        new Clipping(
            new ClippedPolicyLoss(
                clip,
                arguments.has(CLIP_HIGH) ? arguments.number(CLIP_HIGH) : clip,
                arguments.number(DUAL_CLIP)),
            new ClippedValueLoss(arguments.number(CLIP_VALUE))),
        arguments.number(VALUE_COEFFICIENT),
        arguments.number(ENTROPY),
        arguments.smallInteger(GROUP),
        Deviation.valueOf(arguments.text(DEVIATION).toUpperCase(Locale.ROOT)),
        arguments.number(EPSILON),
        arguments.number(EOS_PENALTY),
        arguments.number(TEMPERATURE),
        maxNewTokens(),
        arguments.smallInteger(EPOCHS),
        arguments.number(TARGET_KL));
  }
}
