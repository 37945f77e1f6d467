package dev.nightshift.curation.spark;

import static org.apache.spark.sql.functions.col;

import dev.nightshift.curation.ingest.RejectReason;
import dev.nightshift.runtime.job.Input;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.error.WorkException;
import dev.nightshift.schema.table.LakeTables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
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
  private static final int SHOWN_REJECTS = 3;

  @Override
  public String name() {
    return "ingest";
  }

  @Override
  public int version() {
    return 3;
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
    return IngestOptions.all();
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
    SourceScanner.Found files = reader.scanned(layout.files());
    context.progress().line("ingest: " + files.files().size() + " files of " + settings.source());
    Dataset<Row> read = reader.read(files).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Dataset<Row> outcomes = read;
      Map<String, Long> counts = counts(outcomes);
      Map<String, Row> voided =
          reader.voided(files, outcomes, hasAny(counts, RejectReason::voidsFile));
      if (!voided.isEmpty()) {
        outcomes = reader.without(voided, outcomes);
        counts = counts(outcomes);
      }
      if (settings.strict() && hasAny(counts, RejectReason::isOfFile)) {
        throw unread(outcomes, settings);
      }
      return write(context, settings, files, outcomes, counts);
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

  private static boolean hasAny(Map<String, Long> counts, Predicate<RejectReason> which) {
    return Arrays.stream(RejectReason.values())
        .filter(which)
        .anyMatch(reason -> counts.containsKey(reason.code()));
  }

  private static WorkException unread(Dataset<Row> outcomes, IngestSettings settings) {
    Object[] reasons =
        Arrays.stream(RejectReason.values())
            .filter(RejectReason::isOfFile)
            .map(RejectReason::code)
            .toArray();
    Dataset<Row> files = outcomes.where(col(RecordOutcome.REJECT + ".reason").isin(reasons));
    return new WorkException(
        files.count()
            + " files were not read to their end: "
            + String.join("; ", firstRejects(files)),
        "source " + settings.source(),
        "Nothing was written. Mend the files, or leave out --strict.");
  }

  private static List<String> firstRejects(Dataset<Row> outcomes) {
    return outcomes
        .where(col(RecordOutcome.REJECT).isNotNull())
        .select(RecordOutcome.REJECT + ".*")
        .orderBy("file", "line")
        .limit(SHOWN_REJECTS)
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
      SourceScanner.Found files,
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
            .count("files", files.files().size())
            .count("files-repeated", files.repeated())
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
    throw new WorkException(
        rejected
            + " of "
            + read
            + " records cannot be used, more than the allowed share of "
            + settings.maxRejectShare()
            + ": "
            + String.join(", ", counts)
            + ". The first: "
            + String.join("; ", firstRejects(outcomes)),
        "source " + settings.source(),
        "Nothing was written. Mend the files or the options, or raise --max-reject-share.");
  }
}
