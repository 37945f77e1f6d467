package dev.nightshift.curation.spark;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import dev.nightshift.curation.expect.Distribution;
import dev.nightshift.curation.expect.Expectation;
import dev.nightshift.curation.expect.Measured;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;

/** Measures a table: every bound in one pass, each distribution in one of its own. */
final class TableMeasurements {

  /** What stands for a missing value among categories. */
  static final String MISSING = "(none)";

  private static final int MOST_CATEGORIES = 1000;
  private static final int LONGEST_CATEGORY = 200;

  private final Dataset<Row> rows;
  private final String table;

  TableMeasurements(Dataset<Row> rows, String table) {
    this.rows = rows;
    this.table = table;
  }

  /** Notes expectations about columns that are not there or have no such measure. */
  void check(List<Expectation> expectations, Faults faults) {
    List<String> columns = List.of(rows.columns());
    for (Expectation expectation : expectations) {
      String column = expectation.of().column();
      if (column.isEmpty() || column.equals("?")) {
        continue;
      }
      if (!columns.contains(column)) {
        faults.add(
            "table " + table + " has no column '" + column + "'",
            expectation.place(),
            "Its columns are: " + String.join(", ", columns) + ".");
        continue;
      }
      DataType type = rows.schema().apply(column).dataType();
      boolean text = type.equals(DataTypes.StringType);
      boolean blanks =
          expectation instanceof Expectation.Bound bound
              && bound.quantity() == Expectation.Quantity.BLANKS;
      boolean mean =
          expectation instanceof Expectation.Bound bound
              && bound.quantity() == Expectation.Quantity.MEAN
              && !bound.of().length();
      if ((expectation.of().length() || blanks) && !text) {
        faults.add(
            "column " + column + " is " + type.sql() + " and holds no texts",
            expectation.place(),
            "");
      }
      if (mean && !(type instanceof NumericType)) {
        faults.add(
            "column " + column + " is " + type.sql() + " and has no mean",
            expectation.place(),
            "Name a column of numbers, or add 'of: length'.");
      }
    }
  }

  /** The value of each bound; none where there is nothing to measure. */
  Map<Expectation.Bound, Double> bounds(List<Expectation> expectations) {
    List<Expectation.Bound> bounds = new ArrayList<>();
    List<Column> measures = new ArrayList<>();
    for (Expectation expectation : expectations) {
      if (expectation instanceof Expectation.Bound bound) {
        bounds.add(bound);
        measures.add(measure(bound).cast(DataTypes.DoubleType).as("m" + bounds.size()));
      }
    }
    Map<Expectation.Bound, Double> values = new LinkedHashMap<>();
    if (bounds.isEmpty()) {
      return values;
    }
    Row row =
        rows.agg(
                count(lit(1)).cast(DataTypes.DoubleType).as("all"), measures.toArray(Column[]::new))
            .first();
    double all = row.getDouble(0);
    for (int i = 0; i < bounds.size(); i++) {
      if (row.isNullAt(i + 1)) {
        continue;
      }
      double value = row.getDouble(i + 1);
      switch (bounds.get(i).quantity()) {
        case ROWS, MEAN -> values.put(bounds.get(i), value);
        case NULLS, BLANKS -> values.put(bounds.get(i), all == 0 ? 0 : value / all);
        case DUPLICATES -> values.put(bounds.get(i), all == 0 ? 0 : (all - value) / all);
      }
    }
    return values;
  }

  private static Column measure(Expectation.Bound bound) {
    return switch (bound.quantity()) {
      case ROWS -> count(lit(1));
      case NULLS -> count(when(col(bound.of().column()).isNull(), 1));
      case BLANKS ->
          count(
              when(
                  col(bound.of().column()).isNull().or(col(bound.of().column()).rlike("^\\s*+$")),
                  1));
      case DUPLICATES ->
          // A missing value is one value: two rows without one are the same.
          countDistinct(
              org.apache.spark.sql.functions.coalesce(
                  col(bound.of().column()).cast(DataTypes.StringType), lit("\u0000none")));
      case MEAN ->
          avg(bound.of().length() ? length(col(bound.of().column())) : col(bound.of().column()));
    };
  }

  /**
   * The distribution of a column.
   *
   * @throws RequestException if it has too many different values
   */
  Distribution distribution(Measured of) {
    Column value =
        of.length()
            ? length(col(of.column())).cast(DataTypes.StringType)
            : col(of.column()).cast(DataTypes.StringType);
    Dataset<Row> grouped = rows.groupBy(value.as("value")).count();
    List<Row> found =
        of.length() ? grouped.collectAsList() : grouped.limit(MOST_CATEGORIES + 1).collectAsList();
    if (!of.length() && found.size() > MOST_CATEGORIES) {
      throw new RequestException(
          "column " + of.column() + " has more than " + MOST_CATEGORIES + " different values",
          "table " + table,
          "Compare columns of few values, such as source or language, or the lengths of texts.");
    }
    Map<String, Long> counts = new TreeMap<>();
    for (Row row : found) {
      String category = row.isNullAt(0) ? MISSING : row.getString(0);
      if (of.length() && !row.isNullAt(0)) {
        category = Distribution.bucket(Long.parseLong(category));
      }
      String named =
          category.length() <= LONGEST_CATEGORY
              ? category
              : category.substring(0, LONGEST_CATEGORY);
      counts.merge(named, row.getLong(1), Long::sum);
    }
    return new Distribution(counts);
  }
}
