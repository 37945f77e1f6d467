package dev.nightshift.curation.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.row_number;

import dev.nightshift.classifiers.quality.QualityModel;
import dev.nightshift.curation.filter.TextScorer;
import dev.nightshift.runtime.job.Input;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.table.LakeTables;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;

/**
 * Makes documents fit for training: cleans them, refuses what is no good text, keeps one of each
 * set of copies, and holds some out. Of copies the one that was ingested first is kept, and of
 * those the one with the smallest row id, so that a later night does not exchange it.
 */
public final class CurateJob implements Job {

  private static final String RANK = "rank";
  private static final String SIZE = "size";
  private static final String CLUSTER = "cluster_id";

  @Override
  public String name() {
    return "curate";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Cleans, filters, deduplicates and splits documents";
  }

  @Override
  public String example() {
    return "--input table:documents --output curated";
  }

  @Override
  public List<JobOption> options() {
    return CurateSettings.options();
  }

  @Override
  public JobOutcome run(JobContext context, JobArguments arguments) {
    CurateSettings settings = CurateSettings.of(arguments);
    Dataset<Row> documents = documents(context, arguments);
    Dataset<Row> outcomes = outcomes(documents, settings, scorer(context, arguments));
    outcomes.persist(StorageLevel.MEMORY_AND_DISK());
    Dataset<Row> ranked = ranked(outcomes).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      return write(context, settings, outcomes, ranked);
    } finally {
      ranked.unpersist(true);
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

  private static @Nullable TextScorer scorer(JobContext context, JobArguments arguments) {
    if (!arguments.has("quality-model")) {
      return null;
    }
    if (!(context.input("quality-model") instanceof Input.OfFiles)) {
      throw new RequestException(
          "'" + arguments.text("quality-model") + "' is a table, not a quality model",
          "option 'quality-model'",
          "Name the folder that the job train-quality wrote.");
    }
    String folder = arguments.text("quality-model");
    Path path = folder.startsWith("file:") ? Path.of(URI.create(folder)) : Path.of(folder);
    return new ModelScorer(context.spark(), QualityModel.load(path));
  }

  static Dataset<Row> outcomes(
      Dataset<Row> documents, CurateSettings settings, @Nullable TextScorer scorer) {
    DocumentOutcome outcome = new DocumentOutcome(settings, scorer);
    return documents
        .sparkSession()
        .createDataFrame(documents.javaRDD().map(outcome::of), DocumentOutcome.struct());
  }

  /** The documents that passed, each with its place among its copies. */
  static Dataset<Row> ranked(Dataset<Row> outcomes) {
    String rowId = DocumentOutcome.KEPT + ".row_id";
    WindowSpec copies = Window.partitionBy(DocumentOutcome.KEY);
    return outcomes
        .where(col(DocumentOutcome.KEPT).isNotNull())
        .withColumn(
            RANK, row_number().over(copies.orderBy(col(DocumentOutcome.INGESTED), col(rowId))))
        .withColumn(SIZE, count(lit(1)).over(copies))
        .withColumn(CLUSTER, min(col(rowId)).over(copies));
  }

  private static JobOutcome write(
      JobContext context, CurateSettings settings, Dataset<Row> outcomes, Dataset<Row> ranked) {
    Map<String, Long> reasons = counted(outcomes, DocumentOutcome.REJECT + ".reason");
    long passed = ranked.count();
    if (passed == 0 && !reasons.isEmpty()) {
      context
          .progress()
          .line(
              "curate: none of "
                  + sum(reasons)
                  + " documents passed: "
                  + reasons
                  + ". --filters none keeps text that is no prose of the web.");
    }
    Dataset<Row> kept = ranked.where(col(RANK).equalTo(1)).select(DocumentOutcome.KEPT + ".*");
    Map<String, Long> splits = counted(kept, "split");

    context.append(settings.output(), LakeTables.CURATED, kept, 0);
    context.append(
        settings.duplicates(),
        LakeTables.DUPLICATES,
        ranked
            .where(col(SIZE).gt(1))
            .select(
                col(DocumentOutcome.KEPT + ".row_id").as("row_id"),
                col(CLUSTER),
                col(RANK).equalTo(1).as("kept"),
                lit(1.0).as("similarity"),
                lit("exact").as("method")),
        0);
    long rejected = sum(reasons);
    if (rejected > 0) {
      String table = LakeTables.REJECTS.name();
      Dataset<Row> rejects =
          outcomes
              .where(col(DocumentOutcome.REJECT).isNotNull())
              .select(DocumentOutcome.REJECT + ".*");
      context.append(
          table, LakeTables.REJECTS, Known.without(context.lake(), table, rejects, "reject_id"), 0);
    }

    JobOutcome outcome = JobOutcome.empty().count("read", rejected + passed);
    for (Map.Entry<String, Long> reason : reasons.entrySet()) {
      outcome = outcome.count("rejected:" + reason.getKey(), reason.getValue());
    }
    long all = sum(splits);
    outcome = outcome.count("duplicates", passed - all).count("kept", all);
    for (Map.Entry<String, Long> split : splits.entrySet()) {
      outcome = outcome.count("kept:" + split.getKey(), split.getValue());
    }
    return outcome;
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static Map<String, Long> counted(Dataset<Row> rows, String column) {
    Map<String, Long> counts = new TreeMap<>();
    for (Row row :
        rows.where(col(column).isNotNull()).groupBy(col(column)).count().collectAsList()) {
      counts.put(row.getString(0), row.getLong(1));
    }
    return counts;
  }
}
