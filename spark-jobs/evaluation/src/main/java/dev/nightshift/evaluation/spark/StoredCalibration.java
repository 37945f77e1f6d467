package dev.nightshift.evaluation.spark;

import static org.apache.spark.sql.functions.col;

import dev.nightshift.eval.stats.ChoiceCalibration;
import dev.nightshift.schema.table.LakeTables;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;

/** How well a model knows its multiple-choice answers, from stored log-likelihoods. */
final class StoredCalibration {

  private static final String LOG_LIKELIHOODS = "log_likelihoods";
  private static final String RIGHT = "target_choices";

  private StoredCalibration() {}

  /** The calibration behind a result; empty where its samples have no choices with one right. */
  static Optional<ChoiceCalibration> of(LakeView view, StoredResult result) {
    return view.table(LakeTables.SAMPLES)
        .filter(rows -> Arrays.asList(rows.columns()).contains(LOG_LIKELIHOODS))
        .map(
            rows ->
                rows
                    .where(LakeView.samplesOf(result))
                    .where(LOG_LIKELIHOODS + " IS NOT NULL AND size(" + LOG_LIKELIHOODS + ") > 1")
                    .where(RIGHT + " IS NOT NULL AND size(" + RIGHT + ") > 0")
                    .dropDuplicates(new String[] {"sample_id"})
                    .orderBy("sample_id")
                    .select(col(LOG_LIKELIHOODS), col(RIGHT))
                    .collectAsList()
                    .stream()
                    .map(StoredCalibration::item)
                    .flatMap(Optional::stream)
                    .toList())
        .filter(items -> !items.isEmpty())
        .map(ChoiceCalibration::of);
  }

  private static Optional<ChoiceCalibration.Item> item(Row row) {
    List<Double> logLikelihoods = row.getList(0);
    List<Integer> right = row.getList(1);
    boolean whole =
        right.stream().allMatch(r -> r >= 0 && r < logLikelihoods.size())
            && logLikelihoods.stream().allMatch(Double::isFinite);
    return whole
        ? Optional.of(new ChoiceCalibration.Item(logLikelihoods, right))
        : Optional.empty();
  }
}
