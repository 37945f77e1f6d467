package dev.nightshift.training.spark.difficulty;

import dev.nightshift.runtime.job.Input;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.spark.ExampleFields;
import dev.nightshift.training.spark.PromptReader;
import dev.nightshift.training.spark.RowDifficulty;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * The texts of an input with the keys by which trainings know its rows, or the prompts that
 * policies answer.
 */
final class KeyedTexts {

  static final String KEY = "row_key";
  static final String PROMPT = "prompt_text";
  static final String ANSWER = "answer_text";

  private static final String FIELD = "text-field";
  private static final String META = "meta";

  private final Dataset<Row> rows;
  private final Input input;
  private final String option;
  private final Optional<String> field;
  private final boolean prompts;

  private KeyedTexts(
      Dataset<Row> rows, Input input, String option, Optional<String> field, boolean prompts) {
    this.rows = rows;
    this.input = input;
    this.option = option;
    this.field = field;
    this.prompts = prompts;
  }

  /** The option that names a column of texts. */
  static JobOption option() {
    return JobOption.optional(
        FIELD,
        OptionKind.TEXT,
        "Column of the texts, also inside meta; by default text, or the prompt and its answer");
  }

  /**
   * The texts of rows.
   *
   * @param option the option that names the input
   * @param prompts whether keys are ids of prompts, as the policy jobs read them
   */
  static KeyedTexts of(
      Dataset<Row> rows, Input input, String option, JobArguments arguments, boolean prompts) {
    KeyedTexts texts = new KeyedTexts(rows, input, option, arguments.find(FIELD), prompts);
    if (prompts && !texts.has("prompt")) {
      throw texts.missing("no column 'prompt'", "Give the prompts that the policy is to answer.");
    }
    return texts;
  }

  boolean has(String column) {
    return Arrays.asList(rows.columns()).contains(column);
  }

  private RequestException missing(String what, String remedy) {
    return new RequestException(
        "'" + input.reference() + "' has " + what + "; it has " + String.join(", ", rows.columns()),
        "option '" + option + "'",
        remedy);
  }

  /** A column of the input, or an entry of its meta. */
  Column column(String name, String ofOption) {
    if (has(name)) {
      return rows.col(name);
    }
    if (has(META)) {
      return rows.col(META).getItem(name);
    }
    throw new RequestException(
        "'"
            + input.reference()
            + "' has no column '"
            + name
            + "'; it has "
            + String.join(", ", rows.columns()),
        "option '" + ofOption + "'",
        "Name one of them.");
  }

  /** The fields that decide the key of rows without an id. */
  private Optional<ExampleFields> fields() {
    return List.of(ExampleFields.ANSWERS, ExampleFields.PAIRS, ExampleFields.TEXT).stream()
        .filter(fields -> fields.names().stream().allMatch(this::has))
        .findFirst();
  }

  private ExampleFields requiredFields() {
    return fields()
        .orElseThrow(
            () ->
                missing(
                    "neither text, nor prompt and answer, nor prompt, chosen and rejected",
                    "Give documents, answers or pairs, or name a column with --" + FIELD + "."));
  }

  private Column[] content() {
    if (has("row_id") || has("doc_id")) {
      return new Column[0];
    }
    if (fields().isEmpty() && field.isPresent()) {
      return new Column[] {column(field.get(), FIELD)};
    }
    return requiredFields().names().stream().map(functions::col).toArray(Column[]::new);
  }

  private Column key() {
    return prompts ? PromptReader.ids(rows) : RowDifficulty.key(rows, content());
  }

  /** Rows with what is needed for their key and text. */
  private Dataset<Row> whole() {
    Dataset<Row> whole = rows;
    for (Column part : parts()) {
      whole = whole.where(part.isNotNull());
    }
    return prompts ? whole.where(rows.col("prompt").isNotNull()) : whole;
  }

  /** What makes up the text: one column, or the prompt and its answer. */
  private List<Column> parts() {
    if (field.isPresent()) {
      return List.of(column(field.get(), FIELD).cast("string"));
    }
    if (prompts && !has("answer") && !has("chosen")) {
      return List.of(rows.col("prompt"));
    }
    if (prompts) {
      return List.of(
          rows.col("prompt"), rows.col(has("answer") ? "answer" : "chosen").cast("string"));
    }
    List<String> names = requiredFields().names();
    return names.size() == 1
        ? List.of(rows.col(names.get(0)))
        : List.of(rows.col(names.get(0)), rows.col(names.get(1)));
  }

  /** Key, prompt (empty for documents) and answer (of a pair the preferred one) of each row. */
  Dataset<Row> texts() {
    List<Column> parts = parts();
    boolean two = parts.size() == 2;
    return whole()
        .select(
            key().as(KEY),
            (two ? parts.get(0) : functions.lit("")).as(PROMPT),
            parts.get(two ? 1 : 0).as(ANSWER));
  }

  /** Key and whole text of each row. */
  Dataset<Row> wholeTexts(String name) {
    return texts()
        .select(
            functions.col(KEY),
            functions.concat(functions.col(PROMPT), functions.col(ANSWER)).as(name));
  }

  /** Key and another column of the rows that have it. */
  Dataset<Row> keyed(Column column, String name) {
    Dataset<Row> known = prompts ? rows.where(rows.col("prompt").isNotNull()) : rows;
    return known.where(column.isNotNull()).select(key().as(KEY), column.as(name));
  }

  /** Whole text and another column of the rows that have both. */
  Dataset<Row> with(Column column) {
    List<Column> parts = new ArrayList<>(parts());
    return whole()
        .where(column.isNotNull())
        .select(functions.concat(parts.toArray(Column[]::new)).as("text"), column.as("level"));
  }
}
