package dev.nightshift.training.spark;

import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.OptionKind;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;

/** Trains a language model on documents: each token is predicted from those before it. */
public final class PretrainJob extends LanguageModelJob {

  static final String BALANCE = "router-balance";

  @Override
  public String name() {
    return "pretrain";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "train a language model on documents";
  }

  @Override
  public String example() {
    return "--config config.json --tokenizer tokenizer --data table:curated --steps 2000";
  }

  @Override
  public List<JobOption> options() {
    List<JobOption> options = new ArrayList<>(TrainingOptionList.shared("0.001", "32", "Rows"));
    options.addAll(fresh());
    options.add(
        JobOption.choice(
            LAYOUT,
            List.of("packed", "padded"),
            "Several documents a row that do not see each other, or one"));
    options.addAll(CurriculumOptionList.all("Steps"));
    return List.copyOf(options);
  }

  /** The options for fresh weights, and for mixtures of experts. */
  static List<JobOption> fresh() {
    return List.of(
        JobOption.optional(
            ModelSource.CONFIG, OptionKind.INPUT, "config.json of a model with fresh weights"),
        JobOption.optional(
            ModelSource.TOKENIZER, OptionKind.INPUT, "Folder of the tokenizer for fresh weights"),
        JobOption.of(
            BALANCE,
            OptionKind.NUMBER,
            "0.001",
            "Weight of the loss that balances the experts of a mixture"));
  }

  @Override
  ExampleFields fields() {
    return ExampleFields.TEXT;
  }

  @Override
  AnswerEncoding.Sequence encode(AnswerEncoding encoding, Row row) {
    return encoding.text(row.getString(0));
  }

  @Override
  String target(Row row) {
    return row.getString(0);
  }
}
