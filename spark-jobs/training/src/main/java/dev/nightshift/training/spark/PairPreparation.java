package dev.nightshift.training.spark;

import dev.nightshift.inference.tokenizer.AnswerTokens;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.error.WorkException;
import dev.nightshift.training.reward.BradleyTerryLoss;
import dev.nightshift.training.reward.RewardPairs;
import dev.nightshift.training.reward.RewardProgram;
import dev.nightshift.training.spark.TrainingJob.Preparation;
import dev.nightshift.training.spark.TrainingJob.Prepared;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;

/** Turns pairs of answers into the program of a reward model's training. */
final class PairPreparation {

  private PairPreparation() {}

  static Prepared prepare(Preparation p) throws IOException {
    JobArguments arguments = p.arguments();
    boolean margins = arguments.has(RewardJob.MARGIN);
    List<String> columns = new ArrayList<>(ExampleFields.PAIRS.names());
    arguments.find(RewardJob.MARGIN).ifPresent(columns::add);
    PromptSplit.Sides sides =
        PromptSplit.write(
            p,
            new ExampleFields(columns, ExampleFields.PAIRS.growsFrom()),
            (row, writer) -> {
              AnswerTokens chosen = p.encoding().scored(row.getString(0), row.getString(1));
              AnswerTokens rejected = p.encoding().scored(row.getString(0), row.getString(2));
              if (chosen.ids().length == 0
                  || rejected.ids().length == 0
                  || Arrays.equals(chosen.ids(), rejected.ids())) {
                return false;
              }
              RewardPairs.add(writer, chosen, rejected, margins ? margin(row) : 0);
              return true;
            });
    try (RewardPairs pairs = RewardPairs.open(sides.train());
        RewardPairs other = RewardPairs.open(sides.heldOut())) {
      requireSome(pairs.count(), p);
      long steps = p.options().steps(pairs.count() * p.options().epochs());
      RewardProgram program =
          new RewardProgram(
              p.options().settings(p.context(), steps),
              p.options().tuning(),
              new BradleyTerryLoss(arguments.number(RewardJob.CENTER)),
              sides.train().toString(),
              other.count() == 0 ? null : sides.heldOut().toString(),
              p.encoding().padding(),
              arguments.smallInteger(RewardJob.BINS),
              arguments.smallInteger(RewardJob.BUCKETS));
      JobOutcome outcome =
          JobOutcome.empty()
              .count("pairs", pairs.count())
              .count("held-out-pairs", other.count())
              .count("tokens", pairs.tokens());
      return new Prepared(program, steps, other.count() == 0 ? null : "held-out/loss", outcome);
    }
  }

  static void requireSome(int examples, Preparation p) {
    if (examples == 0) {
      throw new WorkException(
          "'" + p.context().input("data").reference() + "' gave nothing to learn from",
          "",
          "Look at its rows: they are empty, or none belongs to the wanted split.");
    }
  }

  private static float margin(Row row) {
    Object value = row.get(3);
    try {
      double margin =
          value instanceof Number number
              ? number.doubleValue()
              : Double.parseDouble(String.valueOf(value));
      if (Double.isFinite(margin)) {
        return (float) margin;
      }
    } catch (NumberFormatException e) {
      // Told below, as a number that is not finite is.
    }
    throw new RequestException(
        "a margin is '" + value + "'",
        "column '" + row.schema().fieldNames()[3] + "'",
        "Give numbers, or leave out --" + RewardJob.MARGIN + ".");
  }
}
