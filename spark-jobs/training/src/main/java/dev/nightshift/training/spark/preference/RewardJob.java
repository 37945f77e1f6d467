package dev.nightshift.training.spark.preference;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.nightshift.eval.stats.CalibrationError;
import dev.nightshift.eval.stats.Interval;
import dev.nightshift.eval.stats.Wilson;
import dev.nightshift.inference.model.Head;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.reward.ProcessRewardModel;
import dev.nightshift.inference.tokenizer.AnswerTokens;
import dev.nightshift.inference.tokenizer.Tokenizer;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.training.spark.ModelSource;
import dev.nightshift.training.spark.PromptSplit;
import dev.nightshift.training.spark.TrainingFlow;
import dev.nightshift.training.spark.TrainingJob;
import dev.nightshift.training.spark.TrainingOptionList;
import dev.nightshift.training.spark.TrainingOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Trains a reward model on pairs of answers, or a process reward model on the steps of answers. A
 * share of the prompts is held out, chosen by the digest of the prompt: what is measured is
 * measured on prompts that were never trained on.
 */
public final class RewardJob extends TrainingJob {

  static final String MARGIN = "margin-column";
  static final String CENTER = "center-coefficient";
  static final String TEMPLATE = "apply-chat-template";
  static final String RANKING = "ranking";
  static final String STEPS = "steps-column";
  static final String BINS = "ece-bins";
  static final String BUCKETS = "length-buckets";

  private static final String KIND = "kind";
  private static final String PROCESS = "process";
  private static final String SEPARATOR = "step-separator";
  private static final List<String> OF_PAIRS =
      List.of(MARGIN, CENTER, TrainingOptions.OVERLONG, TEMPLATE, RANKING, BUCKETS);
  private static final List<String> OF_STEPS = List.of(STEPS, SEPARATOR);
  private static final String UNITS = "/units";
  private static final List<String> SHARES =
      List.of(
          "held-out/rewards/accuracies",
          "held-out/length-only/accuracies",
          "held-out/accuracy",
          "held-out/majority/accuracy");

  @Override
  public String name() {
    return "reward";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "train a reward model on pairs of answers, or on the steps of answers";
  }

  @Override
  public String example() {
    return "--model models/sft --data table:preferences --epochs 1";
  }

  @Override
  public List<JobOption> options() {
    List<JobOption> options =
        new ArrayList<>(TrainingOptionList.shared("0.00001", "16", "Examples"));
    options.add(
        JobOption.choice(
            KIND,
            List.of("outcome", PROCESS),
            "outcome: preferences in any form of pairs; process: prompt, steps and labels"));
    options.add(PromptSplit.option());
    options.add(
        JobOption.optional(
            MARGIN, OptionKind.TEXT, "Column with the margin that rewards of a pair must keep"));
    options.add(
        JobOption.choice(
            TrainingOptions.OVERLONG,
            List.of("truncate", "reject"),
            "What becomes of prompts that do not fit: their beginning cut, or refused"));
    options.add(
        JobOption.of(
            TEMPLATE,
            OptionKind.FLAG,
            "false",
            "Lay texts out by the model's chat template, as messages always are"));
    options.add(
        JobOption.choice(
            RANKING,
            List.of("all", "adjacent", "best-worst"),
            "Which pairs a list of answers by rank gives"));
    options.add(
        JobOption.of(
            CENTER, OptionKind.NUMBER, "0", "Weight of (r_w + r_l)², such as .01; 0 for none"));
    options.add(
        JobOption.of(STEPS, OptionKind.TEXT, "steps", "Column with the list of an answer's steps"));
    options.add(
        JobOption.of(
            SEPARATOR,
            OptionKind.TEXT,
            "\\n",
            "What stands after each step; \\n and \\t are a line feed and a tabulator"));
    options.add(
        JobOption.of(
            BINS,
            OptionKind.INTEGER,
            Integer.toString(CalibrationError.BINS),
            "Bins of the calibration error"));
    options.add(
        JobOption.of(
            BUCKETS,
            OptionKind.INTEGER,
            "5",
            "Buckets of pairs by the difference of their answers' lengths"));
    return List.copyOf(options);
  }

  private static boolean isProcess(JobArguments arguments) {
    return arguments.text(KIND).equals(PROCESS);
  }

  @Override
  protected void checkMethod(JobArguments arguments, Faults faults) {
    PromptSplit.check(arguments, faults);
    if (arguments.number(CENTER) < 0) {
      faults.add(
          "--" + CENTER + " is " + arguments.number(CENTER), "", "Give a number of at least 0.");
    }
    for (String option : List.of(BINS, BUCKETS)) {
      if (arguments.integer(option) < 1 || arguments.integer(option) > 1000) {
        faults.add(
            "--" + option + " is " + arguments.integer(option),
            "",
            "Give a number from 1 to 1000.");
      }
    }
    boolean process = isProcess(arguments);
    for (String option : process ? OF_PAIRS : OF_STEPS) {
      if (arguments.isGiven(option)) {
        faults.add(
            "--" + option + " was given with --" + KIND + " " + arguments.text(KIND),
            "",
            "It belongs to " + (process ? "pairs" : "steps") + ": leave it out.");
      }
    }
    if (!arguments.has(ModelSource.MODEL)) {
      faults.add("no --model was given", "", "A reward model starts from a trained model.");
    }
  }

  @Override
  protected ModelConfig start(ModelConfig given, Tokenizer tokenizer, JobArguments arguments) {
    boolean process = isProcess(arguments);
    Head head = process ? Head.STEPS : Head.REWARD;
    ModelConfig config = given.head().equals(head) ? given : withFreshHead(given, head, tokenizer);
    return process
        ? config.with(ProcessRewardModel.SEPARATOR, TextNode.valueOf(separator(arguments)))
        : config;
  }

  /**
   * A language model's configuration with a head of labels. Other tools score a batch only where
   * there is a token of padding: the tokenizer's, else the end-of-text token, as TRL chooses it.
   */
  private static ModelConfig withFreshHead(ModelConfig given, Head head, Tokenizer tokenizer) {
    given.requireLanguageModel("option 'model'");
    ModelConfig config = given.withHead(head);
    int padding =
        tokenizer.padId().orElseGet(() -> AnswerTokens.end(tokenizer, given.eosTokenIds()));
    return config.padTokenId() == null && padding >= 0
        ? config.with("pad_token_id", IntNode.valueOf(padding))
        : config;
  }

  private static String separator(JobArguments arguments) {
    return arguments.text(SEPARATOR).replace("\\n", "\n").replace("\\t", "\t");
  }

  @Override
  protected Prepared prepare(Preparation p) throws IOException {
    return isProcess(p.arguments())
        ? RewardPreparation.steps(p, name())
        : RewardPreparation.pairs(p, name());
  }

  @Override
  protected JobOutcome summarise(JobOutcome outcome, TrainingFlow.Result result) {
    JobOutcome more = outcome;
    for (Map.Entry<String, Double> value : result.before().entrySet()) {
      if (value.getKey().endsWith("/loss") || SHARES.contains(value.getKey())) {
        more = more.value("before/" + value.getKey(), value.getValue());
      }
    }
    Map<String, Double> after = result.after();
    for (Map.Entry<String, Double> value : after.entrySet()) {
      more = more.value(value.getKey(), value.getValue());
      Double units = after.get(unitsOf(value.getKey()));
      if (units != null && isShare(value.getKey())) {
        long n = Math.round(units);
        Interval interval = Wilson.interval(Math.round(value.getValue() * n), n);
        more =
            more.value(value.getKey() + "/low", interval.low())
                .value(value.getKey() + "/high", interval.high());
      }
    }
    return more;
  }

  private static boolean isShare(String name) {
    return SHARES.contains(name) || name.matches("held-out/length-bucket-\\d+/accuracies");
  }

  private static String unitsOf(String share) {
    return share.startsWith("held-out/length-bucket-")
        ? share.substring(0, share.lastIndexOf('/')) + UNITS
        : "held-out" + UNITS;
  }
}
