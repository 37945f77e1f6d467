package dev.nightshift.curation.spark;

import static org.apache.spark.sql.functions.col;

import dev.nightshift.runtime.job.Input;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.error.WorkException;
import dev.nightshift.schema.table.LakeTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Brings files into the lake, byte by byte. A record becomes a row or a reject that keeps its
 * bytes; a row that is there already is left out. So read = kept + rejected + already known.
 */
public final class IngestJob implements Job {

  private static final String REJECTS = LakeTables.REJECTS.name();

  @Override
  public String name() {
    return "ingest";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Brings files into a table of the lake; what cannot be used goes to rejects";
  }

  @Override
  public String example() {
    return "--input data/ --table documents --source mine --licence CC-BY-4.0";
  }

  @Override
  public List<JobOption> options() {
    return List.of(
        JobOption.required("input", OptionKind.INPUT, "Files: a file, a folder, a glob or a URI"),
        JobOption.of("table", OptionKind.OUTPUT_TABLE, "documents", "Table to fill"),
        JobOption.choice(
            "kind", List.of("documents", "preferences", "prompts"), "What the records are"),
        JobOption.optional(
            "source",
            OptionKind.TEXT,
            "Name of the source; the input's name where it is not given"),
        JobOption.optional("licence", OptionKind.TEXT, "Licence of the source"),
        JobOption.choice(
            "format",
            List.of("auto", "jsonl", "json", "csv", "txt", "parquet"),
            "Format of the files; auto goes by their names, .gz included"),
        JobOption.optional(
            "map",
            OptionKind.TEXT,
            "Which field fills which column: prompt=question,answer=answer"),
        JobOption.optional(
            "text-template",
            OptionKind.TEXT,
            "Text of a document, made of fields: \"Question: {question}\\nAnswer: {answer}\""),
        JobOption.choice(
            "split", List.of("file", "line", "paragraph"), "What a document is in plain text"),
        JobOption.optional(
            "delimiter", OptionKind.TEXT, "Between the fields of CSV; a comma, or a tab in .tsv"),
        JobOption.of(
            "max-record-bytes", OptionKind.INTEGER, "16777216", "Longer records are rejected"),
        JobOption.of(
            "max-reject-share",
            OptionKind.NUMBER,
            "0.1",
            "Largest share of rejected records, from 0 to 1; above it nothing is written"));
  }

  @Override
  public JobOutcome run(JobContext context, JobArguments arguments) {
    if (!(context.input("input") instanceof Input.OfFiles input)) {
      throw new RequestException(
          "ingest reads files, and '" + arguments.text("input") + "' is a table",
          "option 'input'",
          "Name a file, a folder or a glob.");
    }
    IngestSettings settings = IngestSettings.of(arguments, input, context.clock().instant());
    SourceReader reader = new SourceReader(context.spark(), settings);
    List<SourceFile> files = reader.withDigests(input.files());
    context.progress().line("ingest: " + files.size() + " files of " + settings.source());
    Dataset<Row> outcomes = reader.read(files).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      return write(context, settings, input, files, outcomes);
    } finally {
      outcomes.unpersist(true);
    }
  }

  private static JobOutcome write(
      JobContext context,
      IngestSettings settings,
      Input.OfFiles input,
      List<SourceFile> files,
      Dataset<Row> outcomes) {
    Map<String, Long> reasons = new TreeMap<>();
    long usable = 0;
    for (Row row :
        outcomes.groupBy(col(RecordOutcome.REJECT + ".reason")).count().collectAsList()) {
      if (row.isNullAt(0)) {
        usable = row.getLong(1);
      } else {
        reasons.put(row.getString(0), row.getLong(1));
      }
    }
    long rejected = reasons.values().stream().mapToLong(Long::longValue).sum();
    refuseTooManyRejects(settings, usable + rejected, rejected, reasons, outcomes);

    Dataset<Row> rows =
        outcomes.where(col(RecordOutcome.KEPT).isNotNull()).select(RecordOutcome.KEPT + ".*");
    Dataset<Row> fresh = Known.without(context.lake(), settings.table(), rows, "row_id");
    context.append(settings.table(), settings.schema(), fresh, 0);
    long kept = fresh.count();
    if (rejected > 0) {
      Dataset<Row> rejects =
          outcomes.where(col(RecordOutcome.REJECT).isNotNull()).select(RecordOutcome.REJECT + ".*");
      context.append(
          REJECTS,
          LakeTables.REJECTS,
          Known.without(context.lake(), REJECTS, rejects, "reject_id"),
          0);
    }
    JobOutcome outcome =
        JobOutcome.empty()
            .count("files", files.size())
            .count("files-repeated", (long) input.files().size() - files.size())
            .count("read", usable + rejected);
    for (Map.Entry<String, Long> reason : reasons.entrySet()) {
      outcome = outcome.count("rejected:" + reason.getKey(), reason.getValue());
    }
    return outcome.count("already-known", usable - kept).count("kept", kept);
  }

  private static void refuseTooManyRejects(
      IngestSettings settings,
      long read,
      long rejected,
      Map<String, Long> reasons,
      Dataset<Row> outcomes) {
    if (rejected <= settings.maxRejectShare() * read) {
      return;
    }
    List<String> counts = new ArrayList<>();
    reasons.forEach((reason, count) -> counts.add(count + " " + reason));
    List<String> examples =
        outcomes
            .where(col(RecordOutcome.REJECT).isNotNull())
            .select(RecordOutcome.REJECT + ".*")
            .orderBy("file", "line")
            .limit(3)
            .collectAsList()
            .stream()
            .map(
                row ->
                    row.<String>getAs("file")
                        + ":"
                        + row.<Long>getAs("line")
                        + " "
                        + row.<String>getAs("detail"))
            .toList();
    throw new WorkException(
        rejected
            + " of "
            + read
            + " records cannot be used, more than the allowed share of "
            + settings.maxRejectShare()
            + ": "
            + String.join(", ", counts)
            + ". The first: "
            + String.join("; ", examples),
        "source " + settings.source(),
        "Nothing was written. Mend the files or the options, or raise --max-reject-share.");
  }
}
