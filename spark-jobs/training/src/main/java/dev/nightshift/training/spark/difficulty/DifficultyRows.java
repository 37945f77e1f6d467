package dev.nightshift.training.spark.difficulty;

import dev.nightshift.inference.digest.ModelDigest;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.training.curriculum.TextDifficulty;
import dev.nightshift.training.spark.LevelText;
import dev.nightshift.training.spark.ModelSource;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.broadcast.Broadcast;
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

  private static final String KEY = KeyedTexts.KEY;
  private static final String DIFFICULTY = "difficulty";

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

  private KeyedTexts texts() {
    return KeyedTexts.of(
        rows,
        context.input(DifficultyJob.INPUT),
        DifficultyJob.INPUT,
        arguments,
        arguments.text(DifficultyJob.KEYS).equals(DifficultyJob.OF_PROMPTS));
  }

  /** What else decides the values of a score. */
  String settings(DifficultyScore score) {
    return switch (score) {
      case LENGTH, COMPRESSION -> "";
      case RARITY -> "words of " + context.input(DifficultyJob.INPUT).digest();
      case LOSS -> "model " + ModelDigest.of(model()).model();
      case SUCCESS_RATE -> new SuccessRate(context, arguments, rows).settings();
      case LEVEL -> "column " + column(score);
      case CLASSIFIER ->
          isTrained()
              ? "model " + TrainDifficultyJob.manifest(model()).digest()
              : "column " + column(score);
    };
  }

  /** Rows of {@code row_key} and {@code difficulty}. */
  Dataset<Row> values(DifficultyScore score) {
    return switch (score) {
      case LENGTH -> ofTexts(row -> TextDifficulty.length(whole(row)));
      case COMPRESSION -> ofTexts(row -> TextDifficulty.compression(whole(row)));
      case RARITY -> rarity();
      case LOSS -> loss();
      case SUCCESS_RATE -> new SuccessRate(context, arguments, rows).values();
      case LEVEL -> ofColumn(column(score));
      case CLASSIFIER -> isTrained() ? expectedLevel() : ofColumn(column(score));
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

  /** Whether a classifier of difficulty judges the texts, and no column tells. */
  private boolean isTrained() {
    return arguments.has(DifficultyJob.MODEL);
  }

  private Dataset<Row> expectedLevel() {
    return TrainDifficultyJob.load(model())
        .judged(texts().wholeTexts(DifficultyClassifier.TEXT), KEY)
        .select(functions.col(KEY), functions.col("expected").as(DIFFICULTY));
  }

  private static String whole(Row row) {
    return row.getString(1) + row.getString(2);
  }

  /** The value of a row of key, prompt and answer. */
  @FunctionalInterface
  interface Value extends java.io.Serializable {
    double of(Row row);
  }

  private Dataset<Row> ofTexts(Value value) {
    return texts()
        .texts()
        .map(
            (MapFunction<Row, Row>) row -> RowFactory.create(row.getString(0), value.of(row)),
            ENCODER);
  }

  private Dataset<Row> rarity() {
    Dataset<Row> counted =
        texts()
            .texts()
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
        .texts()
        .mapPartitions(new LossTask(folder.toString(), ModelDigest.of(folder).model()), ENCODER);
  }

  private Dataset<Row> ofColumn(String name) {
    KeyedTexts texts = texts();
    return texts
        .keyed(texts.column(name, DifficultyJob.COLUMN).cast("string"), "value")
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
