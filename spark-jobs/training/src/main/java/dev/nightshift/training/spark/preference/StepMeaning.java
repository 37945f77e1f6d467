package dev.nightshift.training.spark.preference;

import dev.nightshift.inference.reward.StepTokens;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.training.reward.LabelledSteps;
import dev.nightshift.training.reward.StepFile;
import dev.nightshift.training.spark.AnswerEncoding;
import dev.nightshift.training.spark.RefusedExample;
import dev.nightshift.training.spark.SplitRows;
import dev.nightshift.training.spark.SplitRows.Example;
import dev.nightshift.training.spark.TrainingJob.Preparation;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.StructType;

/** Answers in steps, each with a label. */
final class StepMeaning implements SplitRows.Meaning {

  private static final String PROMPT = "prompt";
  private static final String LABELS = "labels";

  private final AnswerEncoding encoding;
  private final String steps;

  /**
   * The answers of the input of an option.
   *
   * @throws dev.nightshift.schema.error.RequestException if a column is missing or is no list
   */
  StepMeaning(Preparation p, String option) {
    this.encoding = p.encoding();
    this.steps = p.arguments().text(RewardJob.STEPS);
    StructType schema = p.reader().rows(option).schema();
    Faults faults = new Faults();
    for (int i = 0; i < columns().size(); i++) {
      String name = columns().get(i);
      boolean there = Arrays.asList(schema.fieldNames()).contains(name);
      if (!there || (schema.apply(name).dataType() instanceof ArrayType) != (i > 0)) {
        faults.add(
            there
                ? "column '" + name + "' holds " + schema.apply(name).dataType().simpleString()
                : "there is no column '"
                    + name
                    + "' among "
                    + String.join(", ", schema.fieldNames()),
            "option '" + option + "'",
            "Answers in steps have a prompt, and lists of one length: steps (or what --"
                + RewardJob.STEPS
                + " says) and labels.");
      }
    }
    faults.throwIfAny();
  }

  @Override
  public List<String> columns() {
    return List.of(PROMPT, steps, LABELS);
  }

  @Override
  public List<Example> of(Row row) throws RefusedExample {
    if (row.isNullAt(0) || row.isNullAt(1) || row.isNullAt(2)) {
      throw new RefusedExample("missing-field", "prompt, steps or labels are empty");
    }
    String prompt = String.valueOf(row.get(0));
    List<String> texts = row.getList(1).stream().map(text -> Objects.toString(text, "")).toList();
    List<Object> labels = row.getList(2);
    if (texts.size() != labels.size() || texts.isEmpty()) {
      throw new RefusedExample(
          "wrong-label-count", texts.size() + " steps have " + labels.size() + " labels");
    }
    if (texts.stream().anyMatch(String::isBlank)) {
      throw new RefusedExample("empty-step", "a step has no text");
    }
    int[] values = new int[labels.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = label(labels.get(i));
    }
    StepTokens tokens = encoding.steps(prompt, texts);
    if (tokens.ends().length == 0) {
      throw new RefusedExample("overlong-step", "the first step does not fit");
    }
    LabelledSteps answer =
        new LabelledSteps(tokens.ids(), tokens.ends(), Arrays.copyOf(values, tokens.ends().length));
    return List.of(new Example(prompt, writer -> StepFile.add(writer, answer)));
  }

  /** 1 for a right step, 0 for a wrong one. */
  private static int label(Object value) throws RefusedExample {
    return switch (String.valueOf(value)) {
      case "true", "1", "1.0" -> 1;
      case "false", "0", "0.0" -> 0;
      default ->
          throw new RefusedExample(
              "unknown-label", "the label is '" + value + "', neither true, false, 1 nor 0");
    };
  }
}
