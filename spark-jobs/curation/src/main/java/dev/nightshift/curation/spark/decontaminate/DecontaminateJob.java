package dev.nightshift.curation.spark.decontaminate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.countDistinct;

import dev.nightshift.curation.decontaminate.BenchmarkIndex;
import dev.nightshift.curation.spark.Known;
import dev.nightshift.runtime.job.Input;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.lake.TableRef;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.table.Growth;
import dev.nightshift.schema.table.LakeTables;
import dev.nightshift.schema.table.TableSchema;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Removes texts that hold what benchmarks ask. Each row that goes is in {@code rejects} with the
 * task, the item and the passage; each pair of a row and an item is in a table of its own, from
 * which an evaluation tells scores on seen and unseen items apart.
 *
 * <p>An n-gram that more than {@code --max-texts} texts have is a common phrase and does not count
 * (Brown et al. 2020, appendix C).
 */
public final class DecontaminateJob implements Job {

  @Override
  public String name() {
    return "decontaminate";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Removes texts that hold what benchmarks ask";
  }

  @Override
  public String example() {
    return "--input table:curated --tasks all --data benchmarks/ --output clean";
  }

  @Override
  public List<JobOption> options() {
    return DecontaminateSettings.options();
  }

  @Override
  public JobOutcome run(JobContext context, JobArguments arguments) {
    DecontaminateSettings settings = DecontaminateSettings.of(arguments);
    Input.OfTable input = table(context, arguments);
    TableSchema kind = context.lake().kind(input.table().name());
    List<String> texts = ItemSearch.columns(kind, input.table().name());
    BenchmarkIndex index = BenchmarkIndex.of(Benchmarks.of(context, arguments), settings.rule());
    context
        .progress()
        .line(
            "decontaminate: "
                + index.items().size()
                + " items of benchmarks, "
                + index.unsearched()
                + " of them too short to be looked for");
    Dataset<Row> rows = context.read(input).drop(TableSchema.RUN_ID);
    try (ItemSearch search = ItemSearch.in(rows, texts, index, settings.maxTexts())) {
      return write(context, settings, kind, rows, search.overlaps(), index, search.common());
    }
  }

  private static Input.OfTable table(JobContext context, JobArguments arguments) {
    if (context.input("input") instanceof Input.OfTable table) {
      return table;
    }
    throw new RequestException(
        "decontaminate reads a table, and '" + arguments.text("input") + "' is a file or folder",
        "option 'input'",
        "Bring it into the lake with the ingest job, then name the table as table:NAME.");
  }

  private static JobOutcome write(
      JobContext context,
      DecontaminateSettings settings,
      TableSchema kind,
      Dataset<Row> rows,
      Dataset<Row> overlaps,
      BenchmarkIndex index,
      long common) {
    String output = TableRef.parse(settings.output()).name();
    Dataset<Row> gone = overlaps.select(col(Suspects.ROW_ID).as("gone")).distinct();
    Dataset<Row> kept =
        rows.join(gone, rows.col(Suspects.ROW_ID).equalTo(gone.col("gone")), "left_anti");
    if (kind.growth() == Growth.ACCUMULATES) {
      kept = Known.without(context.lake(), output, kept, Suspects.ROW_ID);
    }
    long read = rows.count();
    context.append(output, kind, kept, 0);
    context.append(
        TableRef.parse(settings.contaminations()).name(),
        LakeTables.CONTAMINATIONS,
        overlaps.drop(Suspects.REJECT),
        0);
    long removed = gone.count();
    if (removed > 0) {
      Dataset<Row> rejects =
          overlaps.where(col(Suspects.REJECT).isNotNull()).select(Suspects.REJECT + ".*");
      String table = LakeTables.REJECTS.name();
      context.append(
          table, LakeTables.REJECTS, Known.without(context.lake(), table, rejects, "reject_id"), 0);
    }
    JobOutcome outcome =
        JobOutcome.empty()
            .count("read", read)
            .count("items", index.items().size())
            .count("items-too-short", index.unsearched())
            .count("common-grams", common);
    for (Row task :
        overlaps
            .groupBy("task")
            .agg(countDistinct("row_id").as("rows"), countDistinct("item").as("found"))
            .orderBy("task")
            .collectAsList()) {
      outcome =
          outcome
              .count("rows:" + task.getString(0), task.getLong(1))
              .count("items-found:" + task.getString(0), task.getLong(2));
    }
    return outcome.count("removed", removed).count("kept", read - removed);
  }
}
