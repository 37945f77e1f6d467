package dev.nightshift.curation.spark;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import dev.nightshift.curation.card.DataCard;
import dev.nightshift.curation.card.DataCard.Group;
import dev.nightshift.curation.card.DataCard.Stage;
import dev.nightshift.curation.card.SvgBars.Bar;
import dev.nightshift.runtime.job.Input;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.runtime.lake.Lake;
import dev.nightshift.runtime.lake.Lineage;
import dev.nightshift.runtime.lake.PinnedTable;
import dev.nightshift.runtime.lake.RunRecord;
import dev.nightshift.runtime.lake.TableRef;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.error.WorkException;
import dev.nightshift.schema.table.LakeTables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Writes the data card of a built set: what is in it, what each stage on the way took out, and from
 * which versions and seeds it can be made again.
 */
public final class CardJob implements Job {

  private static final double[] QUANTILES = {.05, .25, .5, .75, .95};
  // Bounds of the drawing: powers of ten and their half-way points, which are near 3.
  private static final long[] LENGTHS = {
    0, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000
  };

  @Override
  public String name() {
    return "card";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Writes the data card of a set: contents, stages, licences, lengths, lineage";
  }

  @Override
  public String example() {
    return "--input table:mixed --output cards/mixed";
  }

  @Override
  public List<JobOption> options() {
    return List.of(
        JobOption.required("input", OptionKind.INPUT, "Table of curated documents: table:NAME"),
        JobOption.required("output", OptionKind.OUTPUT_PATH, "Folder of the card"),
        JobOption.optional("title", OptionKind.TEXT, "Title; by default the table's name"));
  }

  @Override
  public JobOutcome run(JobContext context, JobArguments arguments) {
    if (!(context.input("input") instanceof Input.OfTable table)
        || !context.lake().kind(table.table().name()).name().equals(LakeTables.CURATED.name())) {
      throw new RequestException(
          "card tells of curated documents, and '" + arguments.text("input") + "' holds none",
          "option 'input'",
          "Name a table that curate, dedup, decontaminate or mix made.");
    }
    Dataset<Row> rows = context.read(table);
    DataCard card =
        new DataCard(
            arguments.find("title").orElse(table.table().name()),
            TableRef.PREFIX + table.table().name() + "@" + table.table().version(),
            stages(context.lake(), table.table()),
            groups(rows),
            lengths(rows),
            quantiles(rows),
            total(rows));
    Path folder = Path.of(arguments.text("output")).toAbsolutePath().normalize();
    Map<String, byte[]> files = new LinkedHashMap<>();
    card.files().forEach((name, text) -> files.put(name, text.getBytes(StandardCharsets.UTF_8)));
    try {
      FolderWriter.write(folder, files);
    } catch (IOException e) {
      throw new WorkException(
          "the card cannot be written: " + e.getMessage(),
          folder.toString(),
          "Check the path, the permissions and the free space.",
          e);
    }
    return JobOutcome.empty()
        .count("documents", card.totals().documents())
        .count("stages", card.stages().size())
        .artifact("card", folder.toString());
  }

  /** The runs that led to a table, from the first to the last. */
  private static List<Stage> stages(Lake lake, PinnedTable table) {
    List<Stage> stages = new ArrayList<>();
    for (Lineage.Step step : Lineage.of(lake, table)) {
      step.runs().forEach(run -> stages.add(0, stage(run)));
    }
    return stages;
  }

  private static Stage stage(RunRecord run) {
    List<String> inputs = new ArrayList<>();
    for (RunRecord.RunInput input : run.inputs()) {
      inputs.add(input.uri() + (input.version() == null ? "" : "@" + input.version()));
    }
    return new Stage(run.job(), run.runId(), run.seed(), run.codeVersion(), inputs, run.counts());
  }

  private static Map<String, List<Group>> groups(Dataset<Row> rows) {
    Map<String, List<Group>> groups = new LinkedHashMap<>();
    groups.put("source and licence", groups(rows, "source", "licence"));
    groups.put("split", groups(rows, "split"));
    List<Group> languages = groups(rows, "language");
    if (languages.stream().anyMatch(group -> !group.names().get(0).isEmpty())) {
      groups.put("language", languages);
    }
    return groups;
  }

  private static List<Group> groups(Dataset<Row> rows, String... columns) {
    Column[] names =
        Arrays.stream(columns).map(c -> coalesce(col(c), lit("")).as(c)).toArray(Column[]::new);
    Column[] order = Arrays.stream(columns).map(functions::col).toArray(Column[]::new);
    List<Group> groups = new ArrayList<>();
    for (Row row :
        rows.groupBy(names)
            .agg(
                count(lit(1)).as("documents"),
                sum("characters").as("characters"),
                counted().as("counted"))
            .orderBy(order)
            .collectAsList()) {
      List<String> values = new ArrayList<>();
      for (String column : columns) {
        values.add(row.getAs(column));
      }
      groups.add(
          new Group(values, row.getAs("documents"), row.getAs("characters"), row.getAs("counted")));
    }
    return groups;
  }

  /** The tokens of rows; -1 where not all of them were counted. */
  private static Column counted() {
    return functions
        .when(count(col("tokens")).equalTo(count(lit(1))), coalesce(sum("tokens"), lit(0L)))
        .otherwise(lit(-1L));
  }

  private static Group total(Dataset<Row> rows) {
    Row row = rows.agg(count(lit(1)), coalesce(sum("characters"), lit(0L)), counted()).first();
    return new Group(List.of(), row.getLong(0), row.getLong(1), row.getLong(2));
  }

  private static List<Bar> lengths(Dataset<Row> rows) {
    Column bin = lit(0);
    for (int i = 1; i < LENGTHS.length; i++) {
      bin = bin.plus(functions.when(col("characters").geq(LENGTHS[i]), 1).otherwise(0));
    }
    long[] counts = new long[LENGTHS.length];
    for (Row row : rows.groupBy(bin.as("bin")).count().collectAsList()) {
      counts[row.getInt(0)] = row.getLong(1);
    }
    List<Bar> bars = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      String label =
          i + 1 < LENGTHS.length ? "below " + LENGTHS[i + 1] : "from " + LENGTHS[i] + " on";
      bars.add(new Bar(label, counts[i]));
    }
    return bars;
  }

  private static Map<String, Double> quantiles(Dataset<Row> rows) {
    Map<String, Double> named = new LinkedHashMap<>();
    if (rows.isEmpty()) {
      return named;
    }
    Column[] exact = new Column[QUANTILES.length];
    for (int i = 0; i < exact.length; i++) {
      exact[i] = functions.expr("percentile(characters, " + QUANTILES[i] + ")");
    }
    Row row = rows.select(exact).first();
    for (int i = 0; i < exact.length; i++) {
      named.put(Math.round(100 * QUANTILES[i]) + " %", row.getDouble(i));
    }
    return named;
  }
}
