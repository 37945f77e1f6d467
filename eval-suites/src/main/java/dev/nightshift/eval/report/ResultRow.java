package dev.nightshift.eval.report;

import dev.nightshift.eval.stats.Holm;
import dev.nightshift.eval.stats.Interval;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of the results.
 *
 * @param model name of the model in this report
 * @param task name of the task
 * @param version its version
 * @param layout layout of its data
 * @param numFewshot examples in the prompt
 * @param filter name of the answer filter
 * @param metric name of the metric
 * @param higherIsBetter its direction
 * @param value the score
 * @param standardError its standard error; null where there is none
 * @param interval the 95 % interval; null where there is none
 * @param n number of items
 * @param comparison against the model before it; null for the first, or where items differ
 */
public record ResultRow(
    String model,
    String task,
    int version,
    String layout,
    int numFewshot,
    String filter,
    String metric,
    boolean higherIsBetter,
    double value,
    @Nullable Double standardError,
    @Nullable Interval interval,
    long n,
    @Nullable Comparison comparison) {

  /** An arrow that says which way is better. */
  public String direction() {
    return higherIsBetter ? "↑" : "↓";
  }

  /** The rows with the p values of all their comparisons corrected by Holm's method. */
  public static List<ResultRow> correctedTogether(List<ResultRow> rows) {
    double[] p =
        rows.stream()
            .map(ResultRow::comparison)
            .filter(c -> c != null)
            .mapToDouble(Comparison::p)
            .toArray();
    double[] corrected = Holm.correct(p);
    List<ResultRow> result = new ArrayList<>(rows.size());
    int next = 0;
    for (ResultRow row : rows) {
      Comparison comparison = row.comparison();
      result.add(
          comparison == null
              ? row
              : row.with(comparison.corrected(corrected[next++], row.higherIsBetter())));
    }
    return result;
  }

  private ResultRow with(Comparison other) {
    return new ResultRow(
        model,
        task,
        version,
        layout,
        numFewshot,
        filter,
        metric,
        higherIsBetter,
        value,
        standardError,
        interval,
        n,
        other);
  }
}
