package dev.nightshift.training.spark;

import dev.nightshift.runtime.job.JobOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;

/** Trains a language model on answers to prompts; the prompts are seen and not learnt. */
public final class SftJob extends LanguageModelJob {

  @Override
  public String name() {
    return "sft";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "train a language model on answers to prompts";
  }

  @Override
  public String example() {
    return "--model models/base --data table:prompts --epochs 3";
  }

  @Override
  public List<JobOption> options() {
    List<JobOption> options = new ArrayList<>(TrainingOptionList.shared("0.0001", "16", "Rows"));
    options.addAll(PretrainJob.fresh());
    options.add(
        JobOption.choice(
            LAYOUT,
            List.of("padded", "packed"),
            "One example a row, or several that do not see each other"));
    options.addAll(CurriculumOptionList.all("Steps"));
    return List.copyOf(options);
  }

  @Override
  ExampleFields fields() {
    return ExampleFields.ANSWERS;
  }

  @Override
  AnswerEncoding.Sequence encode(AnswerEncoding encoding, Row row) {
    return encoding.answer(row.getString(0), row.getString(1));
  }

  @Override
  String target(Row row) {
    return row.getString(1);
  }
}
