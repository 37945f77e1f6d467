package dev.nightshift.training.spark.policy;

import dev.nightshift.eval.generated.ProblemSet;
import dev.nightshift.eval.reward.Rewards;
import dev.nightshift.eval.reward.RewardsSpec;
import dev.nightshift.runtime.job.JobArguments;
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
import dev.nightshift.training.spark.OptionChecks;
import dev.nightshift.training.spark.TrainingOptions;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The options of learning from rollouts, and what is made of them. */
final class PolicyOptions {

  static final String DATA = "data";
  static final String VALIDATION = "validation";
  static final String PROBLEMS = "problems";
  static final String REWARD = "reward";
  static final String REWARD_MODEL = "reward-model";

  static final String ESTIMATOR = "estimator";
  static final String GROUP = "group-size";
  static final String ROLLOUTS = "rollouts-per-iteration";
  static final String ITERATIONS = "iterations";
  static final String EPOCHS = "ppo-epochs";
  static final String KL = "kl-coefficient";
  static final String KL_IN = "kl-in";
  static final String KL_ESTIMATOR = "kl-estimator";
  static final String KL_TARGET = "kl-target";
  static final String KL_GAIN = "kl-gain";
  static final String CLIP = "clip-range";
  static final String CLIP_HIGH = "clip-range-high";
  static final String DUAL_CLIP = "dual-clip";
  static final String VALUE = "value";
  static final String CLIP_VALUE = "clip-value";
  static final String VALUE_COEFFICIENT = "value-coefficient";
  static final String GAMMA = "gamma";
  static final String LAMBDA = "lambda";
  static final String TEMPERATURE = "temperature";
  static final String MAX_NEW_TOKENS = "max-new-tokens";
  static final String ENTROPY = "entropy-coefficient";
  static final String AGGREGATION = "aggregation";
  static final String WHITEN = "whiten-rewards";
  static final String EOS_PENALTY = "missing-eos-penalty";
  static final String TARGET_KL = "target-kl";
  static final String DEVIATION = "group-deviation";
  static final String EPSILON = "group-epsilon";
  static final String PARTITIONS = "rollout-partitions";
  static final String AUTO = "auto";

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

  /** Adds a fault for every value that is wrong by itself. */
  void check(Faults faults) {
    OptionChecks checks = new OptionChecks(arguments, faults);
    if (arguments.has(DATA) == arguments.has(PROBLEMS)) {
      faults.add(
          arguments.has(DATA) ? "both --data and --problems were given" : "no prompts were given",
          "",
          "Give --data or --problems.");
    }
    rewards(faults);
    problems(faults);
    for (String name : List.of(ITERATIONS, ROLLOUTS, GROUP, EPOCHS, MAX_NEW_TOKENS)) {
      checks.atLeast(name, 1);
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
    return arguments.text(TrainingOptions.OVERLONG).equals("truncate");
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
