package dev.nightshift.training.spark.policy;

import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.training.policy.Estimator;
import dev.nightshift.training.spark.CurriculumOptionList;
import dev.nightshift.training.spark.TrainingOptionList;
import dev.nightshift.training.spark.TrainingOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The options of learning from rollouts with their defaults, units and help. */
final class PolicyOptionList {

  /** Shared options that have no meaning here, or another one. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          PolicyOptions.DATA,
          PolicyOptions.VALIDATION,
          "steps",
          "epochs",
          "resume",
          "evaluate-every",
          "validation-limit");

  private PolicyOptionList() {}

  /** All options of a job. */
  static List<JobOption> all(PolicyOptions.Defaults defaults) {
    List<JobOption> options = new ArrayList<>(data());
    TrainingOptionList.shared(defaults.learningRate(), defaults.batch(), "Rollouts").stream()
        .filter(option -> !LEFT_OUT.contains(option.name()))
        .forEach(options::add);
    options.addAll(course(defaults));
    options.addAll(estimate(defaults));
    options.addAll(loss(defaults));
    options.addAll(CurriculumOptionList.all("Iterations"));
    return List.copyOf(options);
  }

  private static List<JobOption> data() {
    return List.of(
        JobOption.optional(
            PolicyOptions.DATA,
            OptionKind.INPUT,
            "Prompts, with the fields that rewards read: table:NAME, a file, a folder or a URI"),
        JobOption.optional(
            PolicyOptions.PROBLEMS,
            OptionKind.TEXT,
            "Generated problems in place of --data, such as"
                + " arithmetic:max-term=99,beyond=49,count=4000"),
        JobOption.optional(
            PolicyOptions.VALIDATION,
            OptionKind.INPUT,
            "Held-out prompts; of problems those held out"),
        JobOption.choice(
            TrainingOptions.OVERLONG,
            List.of("truncate", "reject"),
            "What becomes of prompts that do not fit: their beginning cut, or refused"),
        JobOption.of(
            PolicyOptions.REWARD,
            OptionKind.TEXT,
            "verifier:1",
            "Rewards with their weights, such as \"verifier:1,length(free=64):-0.001\""));
  }

  private static List<JobOption> course(PolicyOptions.Defaults defaults) {
    return List.of(
        number(
            PolicyOptions.ITERATIONS,
            OptionKind.INTEGER,
            "50",
            "Rounds of rollouts and training on them"),
        number(PolicyOptions.ROLLOUTS, OptionKind.INTEGER, "128", "Answers of an iteration"),
        number(PolicyOptions.GROUP, OptionKind.INTEGER, defaults.group(), "Answers to each prompt"),
        number(
            PolicyOptions.EPOCHS,
            OptionKind.INTEGER,
            defaults.epochs(),
            "Passes over the rollouts of an iteration, in mini-batches of --batch-size"),
        number(
            "evaluate-every",
            OptionKind.INTEGER,
            "0",
            "Iterations between measurements on held-out prompts; 0 for only before and after"),
        number("validation-limit", OptionKind.INTEGER, "200", "Held-out prompts to measure on"),
        number(PolicyOptions.MAX_NEW_TOKENS, OptionKind.INTEGER, "64", "Most tokens of an answer"),
        number(
            PolicyOptions.TEMPERATURE,
            OptionKind.NUMBER,
            defaults.temperature(),
            "Temperature of the draws"),
        number(
            PolicyOptions.TARGET_KL,
            OptionKind.NUMBER,
            "0",
            "Ends an iteration after a step whose policy/approxkl is greater; 0 for never"),
        number(
            PolicyOptions.PARTITIONS,
            OptionKind.EXECUTION,
            "0",
            "Tasks that answer prompts; 0 for two for each core; the result is the same"));
  }

  private static List<JobOption> estimate(PolicyOptions.Defaults defaults) {
    List<String> estimators = new ArrayList<>(Estimator.labels());
    estimators.remove(defaults.estimator().label());
    estimators.add(0, defaults.estimator().label());
    return List.of(
        JobOption.choice(PolicyOptions.ESTIMATOR, estimators, "How advantages are estimated"),
        number(PolicyOptions.GAMMA, OptionKind.NUMBER, "1", "Discount, for gae and reinforce++"),
        number(PolicyOptions.LAMBDA, OptionKind.NUMBER, ".95", "Weight of later rewards, for gae"),
        JobOption.choice(
            PolicyOptions.VALUE,
            List.of("separate", "shared"),
            "For gae: values from a decoder of their own, or from a head on the policy"),
        JobOption.optional(
            PolicyOptions.REWARD_MODEL,
            OptionKind.INPUT,
            "For gae: model that --value separate starts from"),
        number(PolicyOptions.WHITEN, OptionKind.FLAG, "false", "Give rewards of tokens variance 1"),
        number(
            PolicyOptions.EOS_PENALTY,
            OptionKind.NUMBER,
            "0",
            "What an answer loses that was cut off, a positive number"),
        JobOption.choice(
            PolicyOptions.DEVIATION,
            List.of("sample", "population"),
            "Spread of a group, for grpo"),
        number(PolicyOptions.EPSILON, OptionKind.NUMBER, ".0001", "What is added to that spread"));
  }

  private static List<JobOption> loss(PolicyOptions.Defaults defaults) {
    return List.of(
        number(
            PolicyOptions.KL,
            OptionKind.NUMBER,
            defaults.kl(),
            "Weight of the divergence from --model"),
        JobOption.choice(
            PolicyOptions.KL_IN,
            List.of(PolicyOptions.AUTO, "reward", "loss"),
            "Where it counts; auto: in the loss for grpo and dr-grpo, else in the reward"),
        JobOption.choice(
            PolicyOptions.KL_ESTIMATOR,
            List.of(PolicyOptions.AUTO, "k1", "k2", "k3"),
            "How it is estimated; auto: k3 in the loss, k1 in the reward"),
        number(
            PolicyOptions.KL_TARGET,
            OptionKind.NUMBER,
            "0",
            "Divergence of an answer, in nats, that the weight is drawn to; 0 for a fixed weight"),
        number(PolicyOptions.KL_GAIN, OptionKind.NUMBER, ".1", "How fast the weight is drawn"),
        number(PolicyOptions.CLIP, OptionKind.NUMBER, ".2", "How far a ratio may go"),
        JobOption.optional(
            PolicyOptions.CLIP_HIGH,
            OptionKind.NUMBER,
            "How far it may go up; by default as --clip-range"),
        number(
            PolicyOptions.DUAL_CLIP,
            OptionKind.NUMBER,
            "0",
            "Greatest loss of a token of negative advantage, in advantages; 0 for none"),
        number(
            PolicyOptions.CLIP_VALUE,
            OptionKind.NUMBER,
            ".2",
            "How far a value may go; 0 for no bound"),
        number(
            PolicyOptions.VALUE_COEFFICIENT, OptionKind.NUMBER, ".1", "Weight of the value loss"),
        number(PolicyOptions.ENTROPY, OptionKind.NUMBER, "0", "Weight of the entropy bonus"),
        JobOption.choice(
            PolicyOptions.AGGREGATION,
            List.of(PolicyOptions.AUTO, "token-mean", "sequence-mean", "constant"),
            "How losses of tokens are added up; auto: as the estimator's paper does"));
  }

  private static JobOption number(String name, OptionKind kind, String value, String help) {
    return JobOption.of(name, kind, value, help);
  }
}
