package dev.nightshift.curation.spark;

import static org.apache.spark.sql.functions.col;

import dev.nightshift.curation.ingest.Expansion;
import dev.nightshift.curation.ingest.RejectReason;
import dev.nightshift.runtime.job.Input;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.schema.error.Faults;
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
  private static final String USABLE = "";

  @Override
  public String name() {
    return "ingest";
  }

  @Override
  public int version() {
    return 2;
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
            "kind",
            List.of("documents", "preferences", "prompts", "conversations"),
            "What the records are"),
        JobOption.optional(
            "source",
            OptionKind.TEXT,
            "Name of the source; the input's name where it is not given"),
        JobOption.optional(
            "licence",
            OptionKind.TEXT,
            "Licence of the source; the one that a data set of Hugging Face states where it is not"
                + " given"),
        JobOption.choice(
            "format",
            List.of(
                "auto",
                "jsonl",
                "json",
                "csv",
                "txt",
                "parquet",
                "html",
                "latex",
                "code",
                "mail",
                "arrow",
                "huggingface"),
            "Format of the files; auto goes by their names, .gz and .zst included, and knows the"
                + " folders of Hugging Face's data sets"),
        JobOption.optional(
            "map",
            OptionKind.TEXT,
            "Which field fills which column: prompt=question,answer=answer"),
        JobOption.optional(
            "text-template",
            OptionKind.TEXT,
            "Text of a document, made of fields: \"Question: {question}\\nAnswer: {answer}\""),
        JobOption.choice(
            "conversation-format",
            List.of("auto", "openai", "sharegpt", "alpaca", "hh"),
            "Layout of conversations; auto goes by the fields of each record"),
        JobOption.choice(
            "split", List.of("file", "line", "paragraph"), "What a document is in plain text"),
        JobOption.choice(
            "boilerplate",
            List.of("removed", "kept"),
            "What becomes of menus, headers and footers of web pages"),
        JobOption.optional(
            "dataset-config",
            OptionKind.TEXT,
            "Configuration of a Hugging Face data set; its default or only one where it is not"
                + " given"),
        JobOption.optional(
            "dataset-splits",
            OptionKind.TEXT,
            "Splits to take of a Hugging Face data set, such as train,validation; all where it is"
                + " not given"),
        JobOption.optional(
            "delimiter", OptionKind.TEXT, "Between the fields of CSV; a comma, or a tab in .tsv"),
        JobOption.of(
            "encoding",
            OptionKind.TEXT,
            "auto",
            "Encoding of text: auto is UTF-8, or UTF-16 and UTF-32 by their marks; else a name such"
                + " as windows-1252"),
        JobOption.choice(
            "repair",
            List.of("none", "encoding"),
            "What is mended in documents, and noted in their meta: encoding is UTF-8 that was read"
                + " as windows-1252"),
        JobOption.of(
            "max-record-bytes", OptionKind.INTEGER, "16777216", "Longer records are rejected"),
        JobOption.of(
            "max-expansion",
            OptionKind.INTEGER,
            String.valueOf(Expansion.DEFAULT.ratio()),
            "Most unpacked bytes for one packed byte of a file, beyond its first 16 MiB; the rest is"
                + " rejected"),
        JobOption.of(
            "max-file-bytes",
            OptionKind.INTEGER,
            String.valueOf(Expansion.DEFAULT.bytes()),
            "Most bytes that a packed file may unpack to; the rest is rejected"),
        JobOption.of(
            "max-reject-share",
            OptionKind.NUMBER,
            "0.1",
            "Largest share of rejected records, from 0 to 1; above it nothing is written"),
        JobOption.of(
            "task-bytes",
            OptionKind.EXECUTION,
            String.valueOf(SourceReader.PART_BYTES),
            "Bytes of a plain file of lines that one task reads; the rows do not depend on it"));
  }

  @Override
  public JobOutcome run(JobContext context, JobArguments arguments) {
    if (!(context.input("input") instanceof Input.OfFiles input)) {
      throw new RequestException(
          "ingest reads files, and '" + arguments.text("input") + "' is a table",
          "option 'input'",
          "Name a file, a folder or a glob.");
    }
    Faults faults = new Faults();
    InputLayout layout =
        InputLayout.of(input, arguments, context.spark().sessionState().newHadoopConf(), faults);
    long taskBytes = taskBytes(arguments.text("task-bytes"), faults);
    IngestSettings settings =
        IngestSettings.of(arguments, input, layout, context.clock().instant(), faults);
    SourceReader reader = new SourceReader(context.spark(), settings, taskBytes);
    List<SourceReader.Scanned> files = reader.scanned(layout.files());
    context.progress().line("ingest: " + files.size() + " files of " + settings.source());
    Dataset<Row> read = reader.read(files).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Dataset<Row> outcomes = read;
      Map<String, Long> counts = counts(outcomes);
      List<SourceFile> changed =
          reader.changed(files, outcomes, counts.containsKey(RejectReason.FILE_CHANGED.code()));
      if (!changed.isEmpty()) {
        outcomes = reader.without(changed, outcomes);
        counts = counts(outcomes);
      }
      return write(context, settings, layout, files, outcomes, counts);
    } finally {
      read.unpersist(true);
    }
  }

  private static long taskBytes(String text, Faults faults) {
    if (text.matches("[1-9][0-9]{0,17}")) {
      return Long.parseLong(text);
    }
    faults.add(
        "the size is '" + text + "'", "option 'task-bytes'", "Give a number of bytes from 1.");
    return 1;
  }

  /** How many outcomes there are of each reason; those without one are usable. */
  private static Map<String, Long> counts(Dataset<Row> outcomes) {
    Map<String, Long> counts = new TreeMap<>();
    for (Row row :
        outcomes.groupBy(col(RecordOutcome.REJECT + ".reason")).count().collectAsList()) {
      counts.put(row.isNullAt(0) ? USABLE : row.getString(0), row.getLong(1));
    }
    return counts;
  }

  private static JobOutcome write(
      JobContext context,
      IngestSettings settings,
      InputLayout layout,
      List<SourceReader.Scanned> files,
      Dataset<Row> outcomes,
      Map<String, Long> counts) {
    Map<String, Long> reasons = new TreeMap<>(counts);
    long usable = reasons.containsKey(USABLE) ? reasons.remove(USABLE) : 0;
    long rejected = reasons.values().stream().mapToLong(Long::longValue).sum();
    refuseTooManyRejects(settings, usable + rejected, rejected, reasons, outcomes);

    Dataset<Row> rows =
        outcomes.where(col(RecordOutcome.KEPT).isNotNull()).select(RecordOutcome.KEPT + ".*");
    boolean filled = context.lake().newest(settings.table()).isPresent();
    Dataset<Row> fresh = Known.without(context.lake(), settings.table(), rows, "row_id");
    context.append(settings.table(), settings.schema(), fresh, 0);
    long kept = filled ? fresh.count() : usable;
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
            .count("files-repeated", (long) layout.files().size() - files.size())
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
