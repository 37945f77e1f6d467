package dev.nightshift.training.spark.preference;

import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.training.reward.BradleyTerryLoss;
import dev.nightshift.training.reward.RewardPairs;
import dev.nightshift.training.reward.RewardProgram;
import dev.nightshift.training.reward.StepFile;
import dev.nightshift.training.reward.StepProgram;
import dev.nightshift.training.spark.PromptSplit;
import dev.nightshift.training.spark.PromptSplit.Sides;
import dev.nightshift.training.spark.TrainingJob.Preparation;
import dev.nightshift.training.spark.TrainingJob.Prepared;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns the inputs of the job {@code reward} into the program of its training. */
final class RewardPreparation {

  private static final String CRITERION = "held-out/loss";

  private RewardPreparation() {}

  /** A reward model's training on pairs. */
  static Prepared pairs(Preparation p, String stage) throws IOException {
    Sides sides = PromptSplit.write(p, stage, option -> new PairMeaning(p, option));
    JobArguments arguments = p.arguments();
    try (RewardPairs pairs = RewardPairs.open(sides.train());
        RewardPairs other = RewardPairs.open(sides.heldOut())) {
      PromptSplit.requireSome(pairs.count(), p);
      long steps = p.options().steps(pairs.count() * p.options().epochs());
      RewardProgram program =
          new RewardProgram(
              p.options().settings(p.context(), steps),
              p.options().tuning(),
              new BradleyTerryLoss(arguments.number(RewardJob.CENTER)),
              sides.train().toString(),
              heldOut(sides, other.count()),
              p.encoding().padding(),
              arguments.smallInteger(RewardJob.BINS),
              arguments.smallInteger(RewardJob.BUCKETS));
      JobOutcome outcome =
          JobOutcome.empty()
              .count("pairs", pairs.count())
              .count("held-out-pairs", other.count())
              .count("tokens", pairs.tokens());
      return new Prepared(
          program, steps, other.count() == 0 ? null : CRITERION, with(outcome, sides));
    }
  }

  /** A process reward model's training on answers in steps. */
  static Prepared steps(Preparation p, String stage) throws IOException {
    Sides sides = PromptSplit.write(p, stage, option -> new StepMeaning(p, option));
    try (StepFile answers = StepFile.open(sides.train());
        StepFile other = StepFile.open(sides.heldOut())) {
      PromptSplit.requireSome(answers.count(), p);
      long steps = p.options().steps(answers.count() * p.options().epochs());
      StepProgram program =
          new StepProgram(
              p.options().settings(p.context(), steps),
              p.options().tuning(),
              sides.train().toString(),
              heldOut(sides, other.count()),
              p.encoding().padding(),
              p.arguments().smallInteger(RewardJob.BINS));
      JobOutcome outcome =
          JobOutcome.empty()
              .count("answers", answers.count())
              .count("answer-steps", answers.steps())
              .count("held-out-answers", other.count())
              .count("held-out-steps", other.steps())
              .count("tokens", answers.tokens());
      return new Prepared(
          program, steps, other.count() == 0 ? null : CRITERION, with(outcome, sides));
    }
  }

  private static @Nullable String heldOut(Sides sides, int examples) {
    return examples == 0 ? null : sides.heldOut().toString();
  }

  private static JobOutcome with(JobOutcome outcome, Sides sides) {
    JobOutcome more = outcome;
    for (Map.Entry<String, Long> count : sides.refused().counts().entrySet()) {
      more = more.count(count.getKey(), count.getValue());
    }
    return more;
  }
}
