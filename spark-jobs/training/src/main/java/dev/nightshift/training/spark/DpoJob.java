package dev.nightshift.training.spark;

import dev.nightshift.eval.stats.Interval;
import dev.nightshift.eval.stats.Wilson;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.identity.Digest;
import dev.nightshift.training.data.SequenceFile;
import dev.nightshift.training.preference.PreferenceLoss;
import dev.nightshift.training.preference.PreferenceLoss.Kind;
import dev.nightshift.training.preference.PreferenceProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Direct preference optimization. A share of the prompts is held out, chosen by the digest of the
 * prompt: the reward accuracy is measured on pairs whose prompt was never trained on.
 */
public final class DpoJob extends TrainingJob {

  private static final String BETA = "beta";
  private static final String LOSS = "loss";
  private static final String SMOOTHING = "label-smoothing";
  private static final String HOLDOUT = "holdout";
  private static final String VALIDATION = "validation";
  private static final String ACCURACY = "held-out/rewards/accuracies";

  @Override
  public String name() {
    return "dpo";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "train a language model on pairs of answers of which one is preferred";
  }

  @Override
  public String example() {
    return "--model models/base --data table:preferences --epochs 1";
  }

  @Override
  public List<JobOption> options() {
    List<JobOption> options = new ArrayList<>(TrainingOptions.shared("0.000001", "16", "Pairs"));
    options.add(JobOption.of(BETA, OptionKind.NUMBER, ".1", "Pull towards the reference"));
    options.add(JobOption.choice(LOSS, List.of("sigmoid", "hinge", "ipo"), "Form of the loss"));
    options.add(
        JobOption.of(
            SMOOTHING,
            OptionKind.NUMBER,
            "0",
            "Share of labels taken to be wrong, 0 to below .5; for the sigmoid loss"));
    options.add(
        JobOption.of(
            HOLDOUT,
            OptionKind.NUMBER,
            ".1",
            "Share of the prompts that is held out where no --validation is given"));
    return List.copyOf(options);
  }

  @Override
  void check(JobArguments arguments, Faults faults) {
    double smoothing = arguments.number(SMOOTHING);
    if (arguments.number(BETA) <= 0) {
      faults.add("--beta is " + arguments.number(BETA), "", "Give a positive number.");
    }
    if (smoothing < 0 || smoothing >= .5) {
      faults.add("--label-smoothing is " + smoothing, "", "Give a number from 0 to below .5.");
    } else if (smoothing > 0 && !arguments.text(LOSS).equals("sigmoid")) {
      faults.add(
          "--label-smoothing is " + smoothing + " with --loss " + arguments.text(LOSS),
          "",
          "Only the sigmoid loss has it.");
    }
    if (arguments.number(HOLDOUT) < 0 || arguments.number(HOLDOUT) >= 1) {
      faults.add(
          "--holdout is " + arguments.number(HOLDOUT), "", "Give a number from 0 to below 1.");
    }
    if (!arguments.has(ModelSource.MODEL)) {
      faults.add("no --model was given", "", "DPO starts from a trained model.");
    }
  }

  @Override
  Prepared prepare(Preparation p) throws IOException {
    Path train = p.folder().resolve("data-train");
    Path heldOut = p.folder().resolve("data-held-out");
    boolean given = p.arguments().has(VALIDATION);
    double share = given ? 0 : p.arguments().number(HOLDOUT);
    write(p, "data", "train", train, Long.MAX_VALUE, prompt -> !isHeldOut(prompt, share));
    write(
        p,
        given ? VALIDATION : "data",
        given ? VALIDATION : "train",
        heldOut,
        p.options().validationLimit(),
        prompt -> given || isHeldOut(prompt, share));
    try (SequenceFile file =
            SequencePreparation.open(train, p.context().input("data").reference());
        SequenceFile other = SequenceFile.open(heldOut)) {
      int pairs = file.count() / 2;
      long steps = p.options().steps(pairs * p.options().epochs());
      PreferenceLoss loss =
          new PreferenceLoss(
              Kind.valueOf(p.arguments().text(LOSS).toUpperCase(Locale.ROOT)),
              p.arguments().number(BETA),
              p.arguments().number(SMOOTHING));
      PreferenceProgram program =
          new PreferenceProgram(
              p.options().settings(p.context(), steps),
              p.options().tuning(),
              loss,
              train.toString(),
              other.count() == 0 ? null : heldOut.toString(),
              p.encoding().padding());
      JobOutcome outcome =
          JobOutcome.empty()
              .count("pairs", pairs)
              .count("held-out-pairs", other.count() / 2)
              .count("tokens", file.tokens());
      return new Prepared(program, steps, other.count() == 0 ? null : "held-out/loss", outcome);
    }
  }

  /** Whether the first 32 bits of the prompt's digest, as a share of 2³², lie below the share. */
  static boolean isHeldOut(String prompt, double share) {
    long bits = Long.parseLong(Digest.start().add(HOLDOUT).add(prompt).hex().substring(0, 8), 16);
    return bits < share * 0x1.0p32;
  }

  /** Which prompts a side takes. */
  private interface Side {
    boolean takes(String prompt);
  }

  private static void write(
      Preparation p, String option, String split, Path folder, long limit, Side side)
      throws IOException {
    Dataset<Row> rows = p.reader().read(option, ExampleFields.PAIRS, split);
    SequencePreparation.write(
        rows,
        (row, writer) -> {
          if (!side.takes(row.getString(0))) {
            return false;
          }
          AnswerEncoding.Sequence chosen = p.encoding().answer(row.getString(0), row.getString(1));
          AnswerEncoding.Sequence rejected =
              p.encoding().answer(row.getString(0), row.getString(2));
          if (Arrays.equals(chosen.ids(), rejected.ids())) {
            return false;
          }
          writer.add(chosen.ids(), chosen.firstTarget());
          writer.add(rejected.ids(), rejected.firstTarget());
          return true;
        },
        folder,
        limit);
  }

  @Override
  JobOutcome summarise(JobOutcome outcome, TrainingFlow.Result result) {
    JobOutcome more = outcome;
    for (Map.Entry<String, Double> value : result.before().entrySet()) {
      if (value.getKey().equals("held-out/logps/accuracies")) {
        more = more.value("before/" + value.getKey(), value.getValue());
      }
    }
    for (Map.Entry<String, Double> value : result.after().entrySet()) {
      if (!value.getKey().endsWith("/units")) {
        more = more.value(value.getKey(), value.getValue());
      }
    }
    Double accuracy = result.after().get(ACCURACY);
    Double units = result.after().get("held-out/units");
    if (accuracy != null && units != null) {
      Interval interval = Wilson.interval(Math.round(accuracy * units), Math.round(units), .95);
      more =
          more.value(ACCURACY + "/low", interval.low()).value(ACCURACY + "/high", interval.high());
    }
    return more;
  }
}
