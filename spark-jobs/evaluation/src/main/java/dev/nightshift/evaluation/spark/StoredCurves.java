package dev.nightshift.evaluation.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;

import dev.nightshift.eval.report.Curve;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Learning curves out of {@code metrics}, thinned in the lake: however long a run is, a curve has at
 * most four points in each of {@value #COLUMNS} columns of equal width, the first, the last, the
 * least and the greatest, which draw the same line as all points do where a column is a pixel wide
 * (Jugel et al. 2014, "M4: a visualization-oriented time series data aggregation", VLDB 7, section
 * 4).
 */
final class StoredCurves {

  /** Columns of a curve; a drawing has about as many pixels for two of them. */
  static final int COLUMNS = 150;

  /** Losses, accuracies and the families of the training methods, with or without a source. */
  private static final String SHOWN =
      "^([^/]+/)?(loss|accuracy|ece)$"
          + "|^([^/]+/)?(loss|rewards|objective|policy|value|val)/[^/]+$";

  private static final String RUN = "run_id";
  private static final String NAME = "name";
  private static final String STEP = "step";
  private static final String VALUE = "value";

  private StoredCurves() {}

  /**
   * Curves run by run, within a run by name.
   *
   * @param metrics rows of {@code metrics}
   * @param runIds the runs, in the order of the result
   */
  static List<Curve> of(Dataset<Row> metrics, List<String> runIds) {
    Map<String, Map<String, TreeMap<Long, Double>>> byRun = new TreeMap<>();
    for (Row row : thinned(metrics, runIds).collectAsList()) {
      TreeMap<Long, Double> points =
          byRun
              .computeIfAbsent(row.getString(0), run -> new TreeMap<>())
              .computeIfAbsent(row.getString(1), name -> new TreeMap<>());
      for (int i = 2; i < 6; i++) {
        Row point = row.getStruct(i);
        points.put(point.getLong(point.fieldIndex(STEP)), point.getDouble(point.fieldIndex(VALUE)));
      }
    }
    List<Curve> curves = new ArrayList<>();
    for (String run : runIds) {
      byRun
          .getOrDefault(run, Map.of())
          .forEach((name, points) -> curves.add(new Curve(name, run, list(points))));
    }
    return curves;
  }

  /** A row for each column of each curve, with its four points. */
  private static Dataset<Row> thinned(Dataset<Row> metrics, List<String> runIds) {
    WindowSpec curve = Window.partitionBy(RUN, NAME);
    Column first = min(STEP).over(curve);
    Column last = max(STEP).over(curve);
    Column place = col(STEP).minus(first).multiply(COLUMNS).divide(last.minus(first).plus(1));
    Column byStep = struct(col(STEP), col(VALUE));
    Column byValue = struct(col(VALUE), col(STEP));
    return metrics
        .where(col(RUN).isin(runIds.toArray()).and(col(NAME).rlike(SHOWN)))
        .where(not(isnan(col(VALUE))))
        .withColumn("place", floor(place))
        .groupBy(RUN, NAME, "place")
        .agg(
            min(byStep).as("first"),
            max(byStep).as("last"),
            min(byValue).as("least"),
            max(byValue).as("greatest"))
        .select(RUN, NAME, "first", "last", "least", "greatest");
  }

  private static List<Curve.Point> list(TreeMap<Long, Double> points) {
    List<Curve.Point> list = new ArrayList<>();
    points.forEach((step, value) -> list.add(new Curve.Point(step, value)));
    return list;
  }
}
