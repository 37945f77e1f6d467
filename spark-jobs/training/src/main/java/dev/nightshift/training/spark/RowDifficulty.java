package dev.nightshift.training.spark;

import dev.nightshift.runtime.job.Input;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.error.WorkException;
import dev.nightshift.training.curriculum.DifficultyWriter;
import dev.nightshift.training.spark.TrainingJob.Preparation;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;

/**
 * Brings rows and their difficulties together. A row is known by its {@code row_id}, else its
 * {@code doc_id}, else the digest of its content.
 */
public final class RowDifficulty {

  /** The columns that are added to rows. */
  static final List<String> COLUMNS =
      List.of("curriculum_key", "curriculum_least", "curriculum_most");

  private static final List<String> IDS = List.of("row_id", "doc_id");

  private final @Nullable Dataset<Row> known;
  private final String table;

  private RowDifficulty(@Nullable Dataset<Row> known, String table) {
    this.known = known;
    this.table = table;
  }

  /**
   * The difficulties that a training asked for; nothing where it has no curriculum.
   *
   * @throws RequestException if the input is no table of difficulties, or has several scores
   */
  static Optional<RowDifficulty> of(Preparation p) {
    CurriculumOptions options = new CurriculumOptions(p.arguments());
    if (options.kind().isEmpty()) {
      return Optional.empty();
    }
    if (!options.hasTable()) {
      return Optional.of(new RowDifficulty(null, ""));
    }
    return Optional.of(ofTable(p, options.score()));
  }

  /** The difficulties of the table that the option names. */
  public static RowDifficulty ofTable(Preparation p, Optional<String> score) {
    Input input = p.context().input(CurriculumOptions.DIFFICULTY);
    Dataset<Row> rows = p.reader().rows(CurriculumOptions.DIFFICULTY);
    List<String> columns = Arrays.asList(rows.columns());
    if (!columns.containsAll(List.of("row_key", "score", "difficulty"))) {
      throw new RequestException(
          "'" + input.reference() + "' has no difficulties; it has " + String.join(", ", columns),
          "option 'difficulty'",
          "Make a table with the job difficulty: row_key, score and difficulty.");
    }
    List<String> scores =
        rows.select("score").distinct().orderBy("score").limit(100).collectAsList().stream()
            .map(row -> row.getString(0))
            .toList();
    String wanted = score.orElse(scores.size() == 1 ? scores.get(0) : "");
    if (!scores.contains(wanted)) {
      throw new RequestException(
          score.isPresent()
              ? "'" + input.reference() + "' has no score '" + wanted + "'"
              : "'" + input.reference() + "' has " + scores.size() + " scores",
          "option 'difficulty-score'",
          "Give one of: " + String.join(", ", scores) + ".");
    }
    Dataset<Row> known =
        rows.where(rows.col("score").equalTo(wanted))
            .groupBy(functions.col("row_key").as(COLUMNS.get(0)))
            .agg(
                functions.min("difficulty").as(COLUMNS.get(1)),
                functions.max("difficulty").as(COLUMNS.get(2)));
    return new RowDifficulty(known, input.reference());
  }

  /**
   * What rows are known by.
   *
   * @param content what decides the digest of rows that have neither ids nor the fields of answers,
   *     pairs or documents
   */
  public static Column key(Dataset<Row> rows, Column... content) {
    List<String> columns = Arrays.asList(rows.columns());
    for (String id : IDS) {
      if (columns.contains(id)) {
        return functions.col(id);
      }
    }
    Column[] known =
        Stream.of(ExampleFields.ANSWERS, ExampleFields.PAIRS, ExampleFields.TEXT)
            .filter(fields -> columns.containsAll(fields.names()))
            .findFirst()
            .map(fields -> fields.names().stream().map(functions::col).toArray(Column[]::new))
            .orElse(content);
    return functions.sha2(functions.to_json(functions.struct(known)).cast("binary"), 256);
  }

  /** Rows with {@link #COLUMNS}. */
  Dataset<Row> with(Dataset<Row> rows, Column... content) {
    Dataset<Row> keyed = rows.withColumn(COLUMNS.get(0), key(rows, content));
    Dataset<Row> values = known;
    return values == null
        ? keyed
            .withColumn(COLUMNS.get(1), functions.lit(0.0))
            .withColumn(COLUMNS.get(2), functions.lit(0.0))
        : keyed.join(values, new String[] {COLUMNS.get(0)}, "left");
  }

  /**
   * Adds an example of a row.
   *
   * @throws WorkException if the row has no difficulty, or several
   */
  void add(Row row, DifficultyWriter writer) throws IOException {
    String key = row.getAs(COLUMNS.get(0));
    Double least = row.getAs(COLUMNS.get(1));
    Double most = row.getAs(COLUMNS.get(2));
    writer.add(key, checked(key, least, most));
  }

  private double checked(String key, @Nullable Double least, @Nullable Double most) {
    if (least == null || most == null) {
      throw new WorkException(
          "row " + key + " has no difficulty in '" + table + "'",
          "option 'difficulty'",
          "Run the job difficulty over the same rows, for ppo and grpo with --keys prompt.");
    }
    if (!least.equals(most)) {
      throw new WorkException(
          "row " + key + " has difficulties from " + least + " to " + most + " in '" + table + "'",
          "option 'difficulty'",
          "Name a version of the table that holds one of them.");
    }
    return least;
  }

  /** The difficulty of each of some keys, in their order. */
  public double[] of(List<String> keys) {
    Dataset<Row> values = known;
    Map<String, Double> found = new HashMap<>();
    if (values != null) {
      for (Row row : values.collectAsList()) {
        String key = row.getString(0);
        found.put(key, checked(key, row.getDouble(1), row.getDouble(2)));
      }
    }
    return keys.stream()
        .mapToDouble(key -> values == null ? 0 : checked(key, found.get(key), found.get(key)))
        .toArray();
  }
}
