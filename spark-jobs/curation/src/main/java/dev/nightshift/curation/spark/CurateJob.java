package dev.nightshift.curation.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;

import dev.nightshift.runtime.job.Input;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.table.LakeTables;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.storage.StorageLevel;

/**
 * Makes documents fit for training: cleans them, refuses what is no good text, masks personal data,
 * scores them, keeps one of each set of copies, and holds some out. Of copies the one that was
 * ingested first is kept, and of those the one with the smallest row id, so that a later night does
 * not exchange it; a split depends on the key that copies share, so it never parts them.
 *
 * <p>Each text is read and judged once; what follows works on keys and ids.
 */
public final class CurateJob implements Job {

  @Override
  public String name() {
    return "curate";
  }

  @Override
  public int version() {
    return 2;
  }

  @Override
  public String summary() {
    return "Cleans, filters, masks, deduplicates and splits documents";
  }

  @Override
  public String example() {
    return "--input table:documents --output curated --filters gopher-repetition,gopher,fineweb";
  }

  @Override
  public List<JobOption> options() {
    return CurateOptions.all();
  }

  @Override
  public JobOutcome run(JobContext context, JobArguments arguments) {
    Dataset<Row> documents = documents(context, arguments);
    CurateSettings settings = CurateSettings.of(this, context, arguments);
    Dataset<Row> outcomes = outcomes(documents, settings).persist(StorageLevel.MEMORY_AND_DISK());
    Dataset<Row> copies =
        ExactCopies.find(outcomes, "split").persist(StorageLevel.MEMORY_AND_DISK());
    try {
      return write(context, settings, outcomes, copies);
    } finally {
      copies.unpersist(true);
      outcomes.unpersist(true);
    }
  }

  private static Dataset<Row> documents(JobContext context, JobArguments arguments) {
    String reference = arguments.text("input");
    if (!(context.input("input") instanceof Input.OfTable table)) {
      throw new RequestException(
          "curate reads a table, and '" + reference + "' is a file or folder",
          "option 'input'",
          "Bring it into the lake with the ingest job, then name the table as table:NAME.");
    }
    String kind = context.lake().kind(table.table().name()).name();
    if (!kind.equals(LakeTables.DOCUMENTS.name())) {
      throw new RequestException(
          "table " + table.table().name() + " holds " + kind + ", curate reads documents",
          "option 'input'",
          "Name a table that was ingested with --kind documents.");
    }
    return context.read(table);
  }

  static Dataset<Row> outcomes(Dataset<Row> documents, CurateSettings settings) {
    FlatMapFunction<Iterator<Row>, Row> judged =
        rows -> {
          DocumentOutcome outcome = new DocumentOutcome(settings);
          return new Iterator<>() {
            @Override
            public boolean hasNext() {
              return rows.hasNext();
            }

            @Override
            public Row next() {
              return outcome.of(rows.next());
            }
          };
        };
    return documents
        .sparkSession()
        .createDataFrame(documents.javaRDD().mapPartitions(judged), DocumentOutcome.struct());
  }

  private static JobOutcome write(
      JobContext context, CurateSettings settings, Dataset<Row> outcomes, Dataset<Row> copies) {
    context.progress().line("curate: clean, filter, mask");
    Map<String, Long> reasons = new TreeMap<>();
    Map<String, Long> splits = new TreeMap<>();
    String reason = DocumentOutcome.REJECT + "reason";
    for (Row row : outcomes.groupBy(col(reason), col("split")).count().collectAsList()) {
      if (row.isNullAt(0)) {
        splits.merge(row.getString(1), row.getLong(2), Long::sum);
      } else {
        reasons.merge(row.getString(0), row.getLong(2), Long::sum);
      }
    }
    long rejected = sumOf(reasons);
    long passed = sumOf(splits);
    context.progress().line("curate: " + passed + " of " + (rejected + passed) + " passed");
    if (passed == 0 && rejected > 0) {
      context
          .progress()
          .line(
              "curate: none of "
                  + rejected
                  + " documents passed: "
                  + reasons
                  + ". --filters none keeps text that is no prose of the web.");
    }
    Map<String, Long> masked = masked(outcomes);
    long going = 0;
    for (Row row :
        copies.where(not(col(ExactCopies.STAYS))).groupBy("split").count().collectAsList()) {
      going += row.getLong(1);
      splits.merge(row.getString(0), -row.getLong(1), Long::sum);
    }
    splits.values().removeIf(n -> n == 0);
    context.progress().line("curate: " + going + " copies go, writing " + (passed - going));
    append(context, settings, outcomes, copies, going, rejected);

    JobOutcome outcome = JobOutcome.empty().count("read", rejected + passed);
    for (Map.Entry<String, Long> entry : reasons.entrySet()) {
      outcome = outcome.count("rejected:" + entry.getKey(), entry.getValue());
    }
    for (Map.Entry<String, Long> entry : masked.entrySet()) {
      outcome = outcome.count("masked:" + entry.getKey(), entry.getValue());
    }
    outcome = outcome.count("duplicates", going).count("kept", passed - going);
    for (Map.Entry<String, Long> split : splits.entrySet()) {
      outcome = outcome.count("kept:" + split.getKey(), split.getValue());
    }
    return outcome;
  }

  private static void append(
      JobContext context,
      CurateSettings settings,
      Dataset<Row> outcomes,
      Dataset<Row> copies,
      long going,
      long rejected) {
    Dataset<Row> kept = ExactCopies.without(outcomes, copies, going);
    Column[] columns =
        Arrays.stream(DocumentOutcome.CURATED.struct().fields())
            .map(StructField::name)
            .map(kept::col)
            .toArray(Column[]::new);
    context.append(settings.output(), LakeTables.CURATED, kept.select(columns), 0);
    context.append(
        settings.duplicates(),
        LakeTables.DUPLICATES,
        copies.select(
            col("row_id"),
            col(ExactCopies.CLUSTER),
            col(ExactCopies.STAYS),
            lit(1.0).as("similarity"),
            lit("exact").as("method")),
        0);
    PiiPlan pii = settings.pii();
    if (pii != null && pii.table() != null) {
      context.append(
          pii.table(),
          LakeTables.PII_HITS,
          kept.where(col(DocumentOutcome.HITS).isNotNull())
              .select(col("row_id"), explode(col(DocumentOutcome.HITS)).as("hit"))
              .select("row_id", "hit.*"),
          0);
    }
    if (rejected > 0) {
      String table = LakeTables.REJECTS.name();
      Dataset<Row> rejects = rejects(outcomes);
      context.append(
          table, LakeTables.REJECTS, Known.without(context.lake(), table, rejects, "reject_id"), 0);
    }
  }

  static Dataset<Row> rejects(Dataset<Row> outcomes) {
    Column[] columns =
        Arrays.stream(outcomes.columns())
            .filter(name -> name.startsWith(DocumentOutcome.REJECT))
            .map(name -> col(name).as(name.substring(DocumentOutcome.REJECT.length())))
            .toArray(Column[]::new);
    return outcomes.where(col(DocumentOutcome.REJECT + "reason").isNotNull()).select(columns);
  }

  /** How often each kind was masked in documents that passed, copies included. */
  private static Map<String, Long> masked(Dataset<Row> outcomes) {
    Map<String, Long> counts = new TreeMap<>();
    for (Row row :
        outcomes
            .where(col(DocumentOutcome.MASKED).isNotNull())
            .select(explode(col(DocumentOutcome.MASKED)))
            .groupBy("key")
            .agg(sum("value"))
            .collectAsList()) {
      counts.put(row.getString(0), row.getLong(1));
    }
    return counts;
  }

  private static long sumOf(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
