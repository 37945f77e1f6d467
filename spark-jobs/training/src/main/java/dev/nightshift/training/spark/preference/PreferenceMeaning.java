package dev.nightshift.training.spark.preference;

import dev.nightshift.inference.tokenizer.ChatTemplate;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.spark.RefusedExample;
import dev.nightshift.training.spark.SplitRows;
import dev.nightshift.training.spark.SplitRows.Example;
import dev.nightshift.training.spark.TrainingJob.Preparation;
import dev.nightshift.training.spark.preference.PreferenceEncoding.Encoded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Answers to compare, or with labels, in any of the forms that preferences have. */
final class PreferenceMeaning implements SplitRows.Meaning {

  private final PreferenceForm form;
  private final List<String> columns;
  private final PreferenceRows rows;
  private final PreferenceEncoding encoding;

  /**
   * The examples of the input of an option.
   *
   * @throws RequestException if it has no such form, or needs a chat template that the model has
   *     not
   */
  PreferenceMeaning(Preparation p, String option, PreferenceOptions options) {
    String input = p.context().input(option).reference();
    StructType schema = p.reader().rows(option).schema();
    List<String> there = Arrays.asList(schema.fieldNames());
    this.form = PreferenceForm.of(there, input, option);
    this.columns = form.columns(there);
    Dialogue dialogue =
        ChatTemplate.load(p.model().tokenizerFolder()).map(Dialogue::new).orElse(null);
    requireTemplate(dialogue, options.appliesTemplate(), schema, input, option);
    this.rows = new PreferenceRows(form, options.ranking(), dialogue, options.appliesTemplate());
    this.encoding = new PreferenceEncoding(p.encoding(), options.truncatesPrompts());
  }

  private void requireTemplate(
      @Nullable Dialogue dialogue,
      boolean applied,
      StructType schema,
      String input,
      String option) {
    boolean messages =
        form != PreferenceForm.RANKED
            && columns.stream()
                .anyMatch(name -> schema.apply(name).dataType() instanceof ArrayType);
    if (dialogue == null && (messages || applied)) {
      throw new RequestException(
          "input '" + input + "' needs a chat template, and the model has none",
          "option '" + option + "'",
          "Give a model whose tokenizer_config.json has one, or texts in the place of messages.");
    }
  }

  /** Whether the input has single answers with labels. */
  boolean isLabelled() {
    return form == PreferenceForm.LABELLED;
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  @Override
  public List<Example> of(Row row) throws RefusedExample {
    List<Example> examples = new ArrayList<>();
    for (PreferenceExample example : rows.of(row)) {
      Encoded encoded = encoding.of(example);
      examples.add(
          new Example(example.prompt(), encoded.promptCut(), encoded.answerCut(), encoded::write));
    }
    return examples;
  }
}
