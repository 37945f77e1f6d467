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
 * @param split the score on clean and on contaminated items; null where nobody searched
 * @param notes what a reader must know of the score, such as that it rests on fixtures
 * @param samples address of the page with its samples; empty where there is none
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
    @Nullable Comparison comparison,
    @Nullable CleanSplit split,
    List<String> notes,
    String samples) {

  public ResultRow {
    notes = List.copyOf(notes);
  }

  /** The name of the score as in lm-evaluation-harness: metric, a comma, filter. */
  public String scoreName() {
    return metric + "," + filter;
  }

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

  private ResultRow with(@Nullable Comparison other) {
    return with(other, split, notes, samples);
  }

  /** The same row with its parts by contamination. */
  public ResultRow split(@Nullable CleanSplit parts) {
    return with(comparison, parts, notes, samples);
  }

  /** The same row with notes. */
  public ResultRow noted(List<String> more) {
    return with(comparison, split, more, samples);
  }

  /** The same row with the address of its samples. */
  public ResultRow sampledAt(String address) {
    return with(comparison, split, notes, address);
  }

  private ResultRow with(
      @Nullable Comparison otherComparison,
      @Nullable CleanSplit otherSplit,
      List<String> otherNotes,
      String otherSamples) {
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
        otherComparison,
        otherSplit,
        otherNotes,
        otherSamples);
  }
}
