package dev.nightshift.training.spark;

import dev.nightshift.inference.reward.StepTokens;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.reward.LabelledSteps;
import dev.nightshift.training.reward.StepFile;
import dev.nightshift.training.reward.StepProgram;
import dev.nightshift.training.spark.TrainingJob.Preparation;
import dev.nightshift.training.spark.TrainingJob.Prepared;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.StructField;

/** Turns answers in steps into the program of a process reward model's training. */
final class StepPreparation {

  private StepPreparation() {}

  static Prepared prepare(Preparation p) throws IOException {
    ExampleFields fields =
        new ExampleFields(
            List.of("prompt", p.arguments().text(RewardJob.STEPS), "labels"),
            "Answers in steps have the columns prompt, steps (or what --"
                + RewardJob.STEPS
                + " says) and labels, the last two lists of one length.");
    PromptSplit.Sides sides =
        PromptSplit.write(
            p,
            fields,
            (row, writer) -> {
              LabelledSteps answer = answer(p, row);
              if (answer.labels().length > 0) {
                StepFile.add(writer, answer);
              }
              return answer.labels().length > 0;
            });
    try (StepFile answers = StepFile.open(sides.train());
        StepFile other = StepFile.open(sides.heldOut())) {
      PairPreparation.requireSome(answers.count(), p);
      long steps = p.options().steps(answers.count() * p.options().epochs());
      StepProgram program =
          new StepProgram(
              p.options().settings(p.context(), steps),
              p.options().tuning(),
              sides.train().toString(),
              other.count() == 0 ? null : sides.heldOut().toString(),
              p.encoding().padding(),
              p.arguments().smallInteger(RewardJob.BINS));
      JobOutcome outcome =
          JobOutcome.empty()
              .count("answers", answers.count())
              .count("answer-steps", answers.steps())
              .count("held-out-answers", other.count())
              .count("held-out-steps", other.steps())
              .count("tokens", answers.tokens());
      return new Prepared(program, steps, other.count() == 0 ? null : "held-out/loss", outcome);
    }
  }

  /** The answer of a row; without steps where they and their labels do not fit each other. */
  private static LabelledSteps answer(Preparation p, Row row) {
    requireList(row, 1);
    requireList(row, 2);
    List<Object> texts = row.getList(1);
    int[] labels = row.getList(2).stream().mapToInt(StepPreparation::label).toArray();
    List<String> steps = texts.stream().map(text -> Objects.toString(text, "")).toList();
    boolean fits =
        steps.size() == labels.length
            && steps.stream().noneMatch(String::isBlank)
            && Arrays.stream(labels).allMatch(label -> label >= 0);
    if (!fits) {
      return new LabelledSteps(new int[0], new int[0], new int[0]);
    }
    StepTokens tokens = p.encoding().steps(row.getString(0), steps);
    return new LabelledSteps(
        tokens.ids(), tokens.ends(), Arrays.copyOf(labels, tokens.ends().length));
  }

  private static void requireList(Row row, int at) {
    StructField column = row.schema().fields()[at];
    if (!(column.dataType() instanceof ArrayType)) {
      throw new RequestException(
          "column '" + column.name() + "' holds " + column.dataType().simpleString() + " and no list",
          "option 'data'",
          "Give steps and labels as lists of one length.");
    }
  }

  /** 1 for a right step, 0 for a wrong one, −1 for what is no label. */
  private static int label(Object value) {
    if (value instanceof Boolean right) {
      return right ? 1 : 0;
    }
    if (value instanceof Number number && (number.doubleValue() == 0 || number.doubleValue() == 1)) {
      return number.intValue();
    }
    return -1;
  }
}
