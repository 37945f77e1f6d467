package dev.nightshift.curation.spark;

import static org.apache.spark.sql.functions.col;

import dev.nightshift.curation.expect.Distribution;
import dev.nightshift.curation.expect.Measured;
import dev.nightshift.curation.expect.Outcome;
import dev.nightshift.runtime.codec.RecordCodec;
import dev.nightshift.runtime.job.Input;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.lake.PinnedTable;
import dev.nightshift.runtime.lake.RunRecord;
import dev.nightshift.runtime.lake.TableRef;
import dev.nightshift.schema.table.LakeTables;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/**
 * What earlier runs of {@link ExpectJob} measured. They are taken from {@code runs}: committed, on
 * a table of the same name, and of other rows than this run looks at. So a second look at one night
 * is not compared with itself, and what a stopped night measured stays unseen.
 */
final class ExpectHistory {

  record MetricRow(long step, String name, double value) {}

  private static final RecordCodec<MetricRow> METRICS =
      RecordCodec.of(MetricRow.class, LakeTables.METRICS);
  private static final String JOB = "expect";
  private static final String PREFIX = "expect.";
  private static final String COUNT = PREFIX + "count.";

  private final JobContext context;
  private final List<String> runs;
  private final Map<String, Map<String, Double>> metrics = new LinkedHashMap<>();

  ExpectHistory(JobContext context, Input.OfTable table) {
    this.context = context;
    String uri = TableRef.PREFIX + table.table().name();
    this.runs = new ArrayList<>();
    for (RunRecord run : context.lake().runs().committed(context.lake().runs().version())) {
      boolean same =
          run.job().equals(JOB)
              && !run.runId().equals(context.runId())
              && run.inputs().stream()
                  .anyMatch(
                      i ->
                          i.name().equals("input")
                              && i.uri().equals(uri)
                              && !i.digest().equals(table.digest()));
      if (same) {
        runs.add(run.runId());
      }
    }
    load();
  }

  private void load() {
    String table = LakeTables.METRICS.name();
    Optional<PinnedTable> there = context.lake().newest(table);
    if (runs.isEmpty() || there.isEmpty()) {
      return;
    }
    List<Row> rows =
        context
            .lake()
            .read(there.get())
            .where(col("run_id").isin(runs.toArray()).and(col("name").startsWith(COUNT)))
            .select("run_id", "name", "value")
            .collectAsList();
    for (Row row : rows) {
      metrics
          .computeIfAbsent(row.getString(0), id -> new TreeMap<>())
          .put(row.getString(1), row.getDouble(2));
    }
  }

  /** The distributions of the last runs that measured one, at most that many; the newest last. */
  List<Distribution> of(Measured of, int most) {
    String prefix = COUNT + of.label() + "=";
    List<Distribution> found = new ArrayList<>();
    for (String run : runs) {
      Map<String, Long> counts = new TreeMap<>();
      metrics
          .getOrDefault(run, Map.of())
          .forEach(
              (name, value) -> {
                if (name.startsWith(prefix)) {
                  counts.put(name.substring(prefix.length()), Math.round(value));
                }
              });
      if (!counts.isEmpty()) {
        found.add(new Distribution(counts));
      }
    }
    return found.subList(Math.max(0, found.size() - most), found.size());
  }

  /** Writes what this run measured. */
  void append(List<Outcome> outcomes, Map<Measured, Distribution> distributions) {
    List<MetricRow> rows = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      if (!Double.isNaN(outcome.value())) {
        rows.add(new MetricRow(1, PREFIX + outcome.expectation().name(), outcome.value()));
      }
    }
    distributions.forEach(
        (of, distribution) ->
            distribution
                .counts()
                .forEach(
                    (category, count) ->
                        rows.add(new MetricRow(1, COUNT + of.label() + "=" + category, count))));
    context.append(
        LakeTables.METRICS.name(),
        LakeTables.METRICS,
        METRICS.dataset(context.spark(), rows).coalesce(1),
        0);
  }
}
