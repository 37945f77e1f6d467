package dev.nightshift.evaluation.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.nightshift.schema.table.LakeTables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What {@code results} say beside the scores, in columns that tables of earlier versions do not
 * have: how items became a score, the limit, members of groups, and whether fixtures were asked.
 */
final class ResultFacts {

  private static final List<String> COLUMNS =
      List.of("aggregation", "members", "item_limit", "fixtures_only");
  private static final String MEAN = "mean";

  /** What is known of a score. */
  private record Facts(String aggregation, List<String> members, int limit, boolean fixturesOnly) {}

  private static final Facts UNKNOWN = new Facts(MEAN, List.of(), 0, false);

  private final Map<String, Facts> facts = new HashMap<>();

  /** Reads what is known of the scores of some models. */
  ResultFacts(LakeView view, Collection<String> modelDigests) {
    view.table(LakeTables.RESULTS)
        .ifPresent(
            rows ->
                read(rows.where(col("model_digest").isin(modelDigests.toArray())))
                    .collectAsList()
                    .forEach(this::add));
  }

  private static Dataset<Row> read(Dataset<Row> rows) {
    List<String> there = Arrays.asList(rows.columns());
    List<Column> wanted = new ArrayList<>();
    for (String name :
        List.of("model_digest", "task_digest", "settings_digest", "metric", "filter")) {
      wanted.add(col(name));
    }
    for (String name : COLUMNS) {
      wanted.add(there.contains(name) ? col(name) : lit(null).as(name));
    }
    return rows.select(wanted.toArray(Column[]::new));
  }

  private void add(Row row) {
    String key = key(row.getString(0), row.getString(1), row.getString(2), score(row));
    facts.put(
        key,
        new Facts(
            Objects.requireNonNullElse(row.<String>getAs(5), MEAN),
            row.isNullAt(6) ? List.of() : row.getList(6),
            row.isNullAt(7) ? 0 : row.getInt(7),
            !row.isNullAt(8) && row.getBoolean(8)));
  }

  private static String score(Row row) {
    return row.getString(3) + "," + row.getString(4);
  }

  private static String key(String model, String task, String settings, String score) {
    return String.join("\n", model, task, settings, score);
  }

  private Facts of(StoredResult r) {
    return facts.getOrDefault(
        key(r.modelDigest(), r.taskDigest(), r.settingsDigest(), r.scoreName()), UNKNOWN);
  }

  /** How scores of items became the score. */
  String aggregation(StoredResult result) {
    return of(result).aggregation();
  }

  /** Tasks of a group, in their order; empty for a task of its own. */
  List<String> members(StoredResult result) {
    return of(result).members();
  }

  /** What a reader must know of a score. */
  List<String> notes(StoredResult result) {
    Facts known = of(result);
    List<String> notes = new ArrayList<>();
    if (known.limit() > 0) {
      notes.add("limit " + known.limit());
    }
    if (known.fixturesOnly()) {
      notes.add("fixtures only");
    }
    return notes;
  }
}
