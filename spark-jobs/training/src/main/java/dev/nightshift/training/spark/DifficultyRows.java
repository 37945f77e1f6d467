package dev.nightshift.training.spark;

import dev.nightshift.inference.digest.ModelDigest;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.curriculum.TextDifficulty;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.reflect.ClassTag$;

/** The difficulty of each row of an input, by a score. */
final class DifficultyRows {

  private static final String KEY = "row_key";
  private static final String DIFFICULTY = "difficulty";
  private static final String PROMPT = "prompt_text";
  private static final String ANSWER = "answer_text";

  private static final StructType VALUES =
      new StructType()
          .add(KEY, DataTypes.StringType, false)
          .add(DIFFICULTY, DataTypes.DoubleType, false);
  private static final Encoder<Row> ENCODER = Encoders.row(VALUES);

  private final JobContext context;
  private final JobArguments arguments;
  private final Dataset<Row> rows;

  DifficultyRows(JobContext context, JobArguments arguments, Dataset<Row> rows) {
    this.context = context;
    this.arguments = arguments;
    this.rows = rows;
  }

  /** What else decides the values of a score. */
  String settings(DifficultyScore score) {
    return switch (score) {
      case LENGTH, COMPRESSION -> "";
      case RARITY -> "words of " + context.input(DifficultyJob.INPUT).digest();
      case LOSS -> "model " + ModelDigest.of(model()).model();
      case SUCCESS_RATE -> "reward >= " + arguments.number(DifficultyJob.SUCCESS_AT);
      case LEVEL, CLASSIFIER -> "column " + column(score);
    };
  }

  /** Rows of {@code row_key} and {@code difficulty}. */
  Dataset<Row> values(DifficultyScore score) {
    return switch (score) {
      case LENGTH -> ofTexts(row -> TextDifficulty.length(whole(row)));
      case COMPRESSION -> ofTexts(row -> TextDifficulty.compression(whole(row)));
      case RARITY -> rarity();
      case LOSS -> loss();
      case SUCCESS_RATE -> successRate();
      case LEVEL, CLASSIFIER -> ofColumn(column(score));
    };
  }

  private String column(DifficultyScore score) {
    return arguments
        .find(DifficultyJob.COLUMN)
        .orElse(score == DifficultyScore.LEVEL ? "level" : "quality");
  }

  private Path model() {
    return new ModelSource(context, arguments).folder(DifficultyJob.MODEL);
  }

  private boolean has(String column) {
    return Arrays.asList(rows.columns()).contains(column);
  }

  /** The fields that examples of this input have; they decide the key of rows without an id. */
  private ExampleFields fields() {
    for (ExampleFields fields :
        List.of(ExampleFields.ANSWERS, ExampleFields.PAIRS, ExampleFields.TEXT)) {
      if (fields.names().stream().allMatch(this::has)) {
        return fields;
      }
    }
    throw new RequestException(
        "'"
            + context.input(DifficultyJob.INPUT).reference()
            + "' has neither text, nor prompt and answer, nor prompt, chosen and rejected; it has "
            + String.join(", ", rows.columns()),
        "option 'input'",
        "Give documents, answers or pairs, or ingest them.");
  }

  private static Column[] columns(ExampleFields fields) {
    return fields.names().stream().map(functions::col).toArray(Column[]::new);
  }

  /** Key, prompt (empty for documents) and answer (of a pair the preferred one) of each row. */
  private Dataset<Row> texts() {
    ExampleFields fields = fields();
    Dataset<Row> kept = rows;
    for (Column column : columns(fields)) {
      kept = kept.where(column.isNotNull());
    }
    boolean document = fields.equals(ExampleFields.TEXT);
    return kept.select(
        RowDifficulty.key(rows, columns(fields)).as(KEY),
        (document ? functions.lit("") : functions.col("prompt")).as(PROMPT),
        functions.col(fields.names().get(document ? 0 : 1)).as(ANSWER));
  }

  private static String whole(Row row) {
    return row.getString(1) + row.getString(2);
  }

  /** The value of a row of {@link #texts}. */
  @FunctionalInterface
  interface Value extends java.io.Serializable {
    double of(Row row);
  }

  private Dataset<Row> ofTexts(Value value) {
    return texts()
        .map(
            (MapFunction<Row, Row>) row -> RowFactory.create(row.getString(0), value.of(row)),
            ENCODER);
  }

  private Dataset<Row> rarity() {
    Dataset<Row> counted =
        texts()
            .flatMap(
                (org.apache.spark.api.java.function.FlatMapFunction<Row, String>)
                    row -> TextDifficulty.words(whole(row)).iterator(),
                Encoders.STRING())
            .toDF("word")
            .groupBy("word")
            .count();
    HashMap<String, Long> counts = new HashMap<>();
    long total = 0;
    for (Row row : counted.collectAsList()) {
      counts.put(row.getString(0), row.getLong(1));
      total += row.getLong(1);
    }
    double words = total;
    Broadcast<Map<String, Long>> shared =
        context
            .spark()
            .sparkContext()
            .broadcast(counts, ClassTag$.MODULE$.<Map<String, Long>>apply(Map.class));
    return ofTexts(
        row ->
            TextDifficulty.rarity(
                whole(row), word -> shared.value().getOrDefault(word, 1L) / words));
  }

  private Dataset<Row> loss() {
    Path folder = model();
    return texts()
        .mapPartitions(new LossTask(folder.toString(), ModelDigest.of(folder).model()), ENCODER);
  }

  private Dataset<Row> successRate() {
    if (!has("prompt_id") || !has("reward")) {
      throw new RequestException(
          "'"
              + context.input(DifficultyJob.INPUT).reference()
              + "' holds no rollouts; it has "
              + String.join(", ", rows.columns()),
          "option 'input'",
          "Give table:rollouts.");
    }
    Column failed =
        functions
            .when(functions.col("reward").geq(arguments.number(DifficultyJob.SUCCESS_AT)), 0.0)
            .otherwise(1.0);
    return rows.groupBy(functions.col("prompt_id").as(KEY))
        .agg(functions.avg(failed).as(DIFFICULTY));
  }

  private Dataset<Row> ofColumn(String name) {
    boolean inMeta = !has(name) && has("meta");
    if (!has(name) && !inMeta) {
      throw new RequestException(
          "'"
              + context.input(DifficultyJob.INPUT).reference()
              + "' has no column '"
              + name
              + "'; it has "
              + String.join(", ", rows.columns()),
          "option 'column'",
          "Name a column of numbers or levels.");
    }
    Column value = inMeta ? functions.col("meta").getItem(name) : functions.col(name);
    List<Column> wanted = new ArrayList<>();
    boolean named = has("row_id") || has("doc_id");
    Column[] content = named ? new Column[0] : columns(fields());
    wanted.add(RowDifficulty.key(rows, content).as(KEY));
    wanted.add(value.cast("string").as("value"));
    return rows.select(wanted.toArray(Column[]::new))
        .where("value is not null")
        .map(
            (MapFunction<Row, Row>)
                row -> RowFactory.create(row.getString(0), level(row.getString(1))),
            ENCODER);
  }

  private static double level(String text) {
    double number = LevelText.number(text);
    if (Double.isNaN(number)) {
      throw new RequestException(
          "a row has '" + text + "' where a number is wanted",
          "option 'column'",
          "Name a column of numbers or of levels such as 'Level 3'.");
    }
    return number;
  }
}
