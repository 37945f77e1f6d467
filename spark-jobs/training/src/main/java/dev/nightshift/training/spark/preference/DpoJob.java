package dev.nightshift.training.spark.preference;

import dev.nightshift.eval.stats.Interval;
import dev.nightshift.eval.stats.Wilson;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.curriculum.CurriculumKind;
import dev.nightshift.training.data.MismatchedAnswers;
import dev.nightshift.training.data.PairFile;
import dev.nightshift.training.data.SequenceFile;
import dev.nightshift.training.preference.PreferenceObjective;
import dev.nightshift.training.preference.PreferenceProgram;
import dev.nightshift.training.preference.loss.PreferenceLoss;
import dev.nightshift.training.spark.CurriculumOptionList;
import dev.nightshift.training.spark.CurriculumOptions;
import dev.nightshift.training.spark.ModelSource;
import dev.nightshift.training.spark.PromptSplit;
import dev.nightshift.training.spark.SequencePreparation;
import dev.nightshift.training.spark.TrainingFlow;
import dev.nightshift.training.spark.TrainingJob;
import dev.nightshift.training.spark.TrainingOptionList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Direct preference optimization and its relatives. A share of the prompts is held out, chosen by
 * the digest of the prompt: the reward accuracy is measured on pairs whose prompt was never trained
 * on.
 */
public final class DpoJob extends TrainingJob {

  private static final String DATA = "data";
  private static final String VALIDATION = "validation";
  private static final String ACCURACY = "held-out/rewards/accuracies";
  private static final String HELD_OUT_PAIRS = "held-out-pairs";

  @Override
  public String name() {
    return "dpo";
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public String summary() {
    return "train a language model on preferred and other answers, by DPO and its relatives";
  }

  @Override
  public String example() {
    return "--model models/base --data table:preferences --epochs 1";
  }

  @Override
  public List<JobOption> options() {
    List<JobOption> options = new ArrayList<>(TrainingOptionList.shared("0.000001", "16", "Pairs"));
    options.replaceAll(PreferenceOptions::withOwnRate);
    options.addAll(PreferenceOptions.all());
    options.addAll(CurriculumOptionList.all("Steps"));
    return List.copyOf(options);
  }

  @Override
  protected void checkMethod(JobArguments arguments, Faults faults) {
    PreferenceOptions preference = new PreferenceOptions(arguments);
    preference.check(faults);
    CurriculumOptions curriculum = new CurriculumOptions(arguments);
    preference
        .findLoss()
        .ifPresent(loss -> curriculum.check(faults, PreferenceObjective.metrics(loss)));
    curriculum.requireDifficulty(faults);
    if (!arguments.has(ModelSource.MODEL)) {
      faults.add("no --model was given", "", "DPO starts from a trained model.");
    }
  }

  @Override
  protected Prepared prepare(Preparation p) throws IOException {
    PreferenceOptions own = new PreferenceOptions(p.arguments());
    PreferenceLoss loss = own.loss();
    CurriculumOptions curriculum = new CurriculumOptions(p.arguments());
    if ((loss.needsKl() || loss.needsShift())
        && curriculum.kind().filter(kind -> kind == CurriculumKind.SELF_PACED).isPresent()) {
      throw new RequestException(
          "--curriculum self-paced asks for the loss of single examples, and the loss "
              + loss.name()
              + " is defined over a whole step",
          "option 'curriculum'",
          "Give another curriculum, or another loss.");
    }
    Map<String, PreferenceMeaning> meanings = meanings(p, own, loss);
    PromptSplit.Sides sides =
        PromptSplit.write(p, name(), option -> Objects.requireNonNull(meanings.get(option)));
    Path train = sides.train();
    Path heldOut = sides.heldOut();
    JobOutcome outcome = sides.refused();
    try (SequenceFile file = SequencePreparation.open(train, p.context().input(DATA).reference());
        SequenceFile other = SequenceFile.open(heldOut)) {
      int examples = file.count() / 2;
      long steps = p.options().steps(examples * p.options().epochs());
      boolean measured = other.count() > 0;
      outcome = reference(p, loss, measured ? List.of(train, heldOut) : List.of(train), outcome);
      PreferenceProgram program =
          new PreferenceProgram(
              p.options().settings(p.context(), steps, own.learningRate(p.options())),
              p.options().tuning(),
              loss,
              train.toString(),
              measured ? heldOut.toString() : null,
              p.encoding().padding(),
              curriculum.plan(train, steps, p.initial()));
      boolean labels = Objects.requireNonNull(meanings.get(DATA)).isLabelled();
      JobOutcome counted =
          JobOutcome.empty()
              .count(labels ? "examples" : "pairs", examples)
              .count(labels ? "held-out-examples" : HELD_OUT_PAIRS, other.count() / 2)
              .count("tokens", file.tokens());
      for (Map.Entry<String, Long> count : outcome.counts().entrySet()) {
        counted = counted.count(count.getKey(), count.getValue());
      }
      return new Prepared(program, steps, measured ? "held-out/loss" : null, counted);
    }
  }

  /** What the inputs mean. Labels do for losses that judge answers alone; others compare two. */
  private static Map<String, PreferenceMeaning> meanings(
      Preparation p, PreferenceOptions own, PreferenceLoss loss) {
    Map<String, PreferenceMeaning> meanings = new HashMap<>();
    for (String option : List.of(DATA, VALIDATION)) {
      if (!p.arguments().has(option)) {
        continue;
      }
      PreferenceMeaning meaning = new PreferenceMeaning(p, option, own);
      if (meaning.isLabelled() && !loss.judgesAlone()) {
        throw new RequestException(
            "input '"
                + p.context().input(option).reference()
                + "' has single answers with labels, and the loss "
                + loss.name()
                + " compares two",
            "option '" + option + "'",
            "Give --loss kto or --loss bco, or pairs.");
      }
      meanings.put(option, meaning);
    }
    return meanings;
  }

  /** Prepares what a loss needs beside the examples: mismatched answers, and the reference. */
  private static JobOutcome reference(
      Preparation p, PreferenceLoss loss, List<Path> examples, JobOutcome outcome)
      throws IOException {
    List<Path> folders = new ArrayList<>(examples);
    if (loss.needsKl()) {
      for (Path folder : examples) {
        Path mismatched = PreferenceProgram.mismatchedOf(folder);
        try (PairFile pairs = PairFile.open(folder)) {
          MismatchedAnswers.write(pairs, mismatched, p.options().maxLength());
        }
        folders.add(mismatched);
      }
    }
    // A training that goes on has the reference that it began with in its checkpoint.
    if (!loss.usesReference() || p.arguments().flag(ModelSource.RESUME)) {
      return outcome;
    }
    long[] counts =
        new ReferenceStage(p.context(), p.options().tuning())
            .fill(ReferenceModel.of(p), List.copyOf(folders));
    return outcome.count("reference-computed", counts[0]).count("reference-reused", counts[1]);
  }

  @Override
  protected JobOutcome summarise(JobOutcome outcome, TrainingFlow.Result result) {
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
    Long pairs = outcome.counts().get(HELD_OUT_PAIRS);
    if (accuracy != null && pairs != null) {
      Interval interval = Wilson.interval(Math.round(accuracy * pairs), pairs, .95);
      more =
          more.value(ACCURACY + "/low", interval.low()).value(ACCURACY + "/high", interval.high());
    }
    return more;
  }
}
