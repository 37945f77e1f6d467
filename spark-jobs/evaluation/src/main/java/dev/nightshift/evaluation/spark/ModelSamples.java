package dev.nightshift.evaluation.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * The samples of a model in memory, without their texts: some hundred bytes each. Of several runs
 * that measured a sample with the same task and settings, each has the same.
 */
final class ModelSamples {

  /** None. */
  static final ModelSamples NONE = new ModelSamples();

  private static final String LOG_LIKELIHOODS = "log_likelihoods";
  private static final String RIGHT = "target_choices";

  /** Task and settings decide a model's score. */
  private record Key(String taskDigest, String settingsDigest) {

    static Key by(StoredResult result) {
      return new Key(result.taskDigest(), result.settingsDigest());
    }
  }

  /**
   * A sample.
   *
   * @param scores by metric and filter
   * @param weights partners of scores in their aggregation
   * @param cluster empty for none
   * @param logLikelihoods of choices, if there are any
   * @param right the right ones among them
   */
  record Sample(
      Map<String, Double> scores,
      Map<String, Double> weights,
      String cluster,
      @Nullable List<Double> logLikelihoods,
      @Nullable List<Integer> right) {}

  private final Map<Key, SortedMap<String, Sample>> samples = new HashMap<>();

  private ModelSamples() {}

  /** Reads them from rows of {@code samples} of one model. */
  static ModelSamples of(Dataset<Row> rows) {
    ModelSamples read = new ModelSamples();
    for (Row row :
        rows.select(
                col("task_digest"),
                col("settings_digest"),
                col("sample_id"),
                col("scores"),
                optional(rows, "weights"),
                optional(rows, "cluster"),
                optional(rows, LOG_LIKELIHOODS),
                optional(rows, RIGHT))
            .collectAsList()) {
      read.samples
          .computeIfAbsent(new Key(row.getString(0), row.getString(1)), key -> new TreeMap<>())
          .put(
              row.getString(2),
              new Sample(
                  numbers(row, 3),
                  numbers(row, 4),
                  row.isNullAt(5) ? "" : row.getString(5),
                  row.isNullAt(6) ? null : List.copyOf(row.<Double>getList(6)),
                  row.isNullAt(7) ? null : List.copyOf(row.<Integer>getList(7))));
    }
    return read;
  }

  /** A column that tables of earlier versions do not have. */
  static Column optional(Dataset<Row> rows, String name) {
    return Arrays.asList(rows.columns()).contains(name) ? col(name) : lit(null).as(name);
  }

  private static Map<String, Double> numbers(Row row, int column) {
    if (row.isNullAt(column)) {
      return Map.of();
    }
    Map<String, Double> numbers = new HashMap<>(row.getJavaMap(column));
    numbers.values().removeIf(Objects::isNull);
    return numbers;
  }

  /** Those that a result rests on, by their ids. */
  SortedMap<String, Sample> of(StoredResult result) {
    return samples.getOrDefault(Key.by(result), Collections.emptySortedMap());
  }

  /** Sample id to score, of one result, sorted by the id; without samples that have none. */
  Map<String, Scored> scored(StoredResult result) {
    String name = result.scoreName();
    Map<String, Scored> scored = new TreeMap<>();
    of(result)
        .forEach(
            (id, sample) -> {
              Double score = sample.scores().get(name);
              if (score != null) {
                double weight = sample.weights().getOrDefault(name, 1.0);
                scored.put(id, new Scored(score, weight, sample.cluster()));
              }
            });
    return scored;
  }
}
