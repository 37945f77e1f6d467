package dev.nightshift.training.spark.preference;

import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.training.preference.loss.LossNames;
import dev.nightshift.training.preference.loss.LossSettings;
import dev.nightshift.training.preference.loss.PreferenceLoss;
import dev.nightshift.training.spark.PromptSplit;
import dev.nightshift.training.spark.TrainingOptions;
import dev.nightshift.training.spark.preference.PreferenceRows.Ranking;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** The options of direct preference methods, and what is made of them. */
final class PreferenceOptions {

  /** The option that names another reference model. */
  static final String REFERENCE = "reference";

  private static final String LOSS = "loss";
  private static final String BETA = "beta";
  private static final String SMOOTHING = "label-smoothing";
  private static final String GAMMA = "gamma";
  private static final String DESIRABLE = "desirable-weight";
  private static final String UNDESIRABLE = "undesirable-weight";
  private static final String TEMPLATE = "apply-chat-template";
  private static final String RANKING = "ranking";
  private static final double RATE = 1e-6;
  private static final double ADAPTER_RATE = 1e-5;

  private final JobArguments arguments;

  PreferenceOptions(JobArguments arguments) {
    this.arguments = arguments;
  }

  static List<JobOption> all() {
    return List.of(
        JobOption.of(
            LOSS,
            OptionKind.TEXT,
            "sigmoid",
            "One of "
                + String.join(", ", LossNames.all())
                + "; or several with weights, such as sigmoid:0.8,bco:0.2"),
        JobOption.optional(
            BETA,
            OptionKind.NUMBER,
            "Pull towards the reference; by default .1, of simpo 2, of sppo .001"),
        JobOption.optional(
            SMOOTHING,
            OptionKind.NUMBER,
            "Share of labels taken to be wrong, 0 to below .5, of sigmoid, cdpo and robust; by"
                + " default 0, of the latter two .1"),
        JobOption.optional(GAMMA, OptionKind.NUMBER, "Margin of simpo; by default .5"),
        JobOption.optional(
            DESIRABLE, OptionKind.NUMBER, "Weight of desirable answers in kto; by default 1"),
        JobOption.optional(
            UNDESIRABLE, OptionKind.NUMBER, "Weight of undesirable answers in kto; by default 1"),
        JobOption.optional(
            REFERENCE,
            OptionKind.INPUT,
            "Folder of the reference model; by default the model that training starts from"),
        PromptSplit.option(),
        JobOption.of(
            TEMPLATE,
            OptionKind.FLAG,
            "false",
            "Lay texts out by the model's chat template, as messages always are"),
        JobOption.choice(
            TrainingOptions.OVERLONG,
            List.of("reject", "truncate"),
            "What becomes of prompts that do not fit: refused, or their beginning cut"),
        JobOption.choice(
            RANKING,
            List.of("all", "adjacent", "best-worst"),
            "Which pairs a list of answers by rank gives"));
  }

  /** The shared option of the learning rate, with defaults of its own. */
  static JobOption withOwnRate(JobOption option) {
    return option.name().equals(TrainingOptions.LEARNING_RATE)
        ? JobOption.optional(
            TrainingOptions.LEARNING_RATE,
            OptionKind.NUMBER,
            "Greatest learning rate; by default 1e-6, with an adapter 1e-5")
        : option;
  }

  void check(Faults faults) {
    LossNames.parse(arguments.text(LOSS), settings(), faults);
    PromptSplit.check(arguments, faults);
  }

  /** The loss; the options were checked. */
  PreferenceLoss loss() {
    return findLoss().orElseThrow();
  }

  /** The loss, where the options name one. */
  Optional<PreferenceLoss> findLoss() {
    return Optional.ofNullable(LossNames.parse(arguments.text(LOSS), settings(), new Faults()));
  }

  private LossSettings settings() {
    return new LossSettings(
        number(BETA), number(SMOOTHING), number(GAMMA), number(DESIRABLE), number(UNDESIRABLE));
  }

  private OptionalDouble number(String name) {
    return arguments.has(name) ? OptionalDouble.of(arguments.number(name)) : OptionalDouble.empty();
  }

  double learningRate(TrainingOptions options) {
    return number(TrainingOptions.LEARNING_RATE).orElse(options.adapts() ? ADAPTER_RATE : RATE);
  }

  boolean appliesTemplate() {
    return arguments.flag(TEMPLATE);
  }

  boolean truncatesPrompts() {
    return arguments.text(TrainingOptions.OVERLONG).equals("truncate");
  }

  Ranking ranking() {
    return Ranking.valueOf(arguments.text(RANKING).replace('-', '_').toUpperCase(Locale.ROOT));
  }
}
