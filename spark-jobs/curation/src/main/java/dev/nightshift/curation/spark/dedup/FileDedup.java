package dev.nightshift.curation.spark.dedup;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;

import dev.nightshift.curation.dedup.KeepRule;
import dev.nightshift.curation.spark.dedup.DedupSettings.Method;
import dev.nightshift.runtime.job.Input;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.lake.TableRef;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.error.WorkException;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Deduplication of the records of files; what was decided goes into a file. */
final class FileDedup {

  private final JobContext context;
  private final JobArguments arguments;
  private final DedupSettings settings;
  private final Held held;

  FileDedup(JobContext context, JobArguments arguments, DedupSettings settings, Held held) {
    this.context = context;
    this.arguments = arguments;
    this.settings = settings;
    this.held = held;
  }

  JobOutcome run(Input.OfFiles input) {
    refuseWhatTablesOffer();
    DecisionFile output = DecisionFile.of(arguments.text("output"));
    Dataset<Row> records =
        held.hold(
            RecordFiles.of(
                context.spark(), input, arguments.text("id-field"), arguments.text("text-field")));
    long read = records.count();
    refuseRepeatedIds(records);
    Dataset<Row> rows =
        records
            .withColumn(Names.INGESTED, functions.timestamp_seconds(lit(0)))
            .withColumn(
                Names.WEIGHT,
                settings.near().keep() == KeepRule.LONGEST
                    ? length(col(Names.TEXT)).cast("double")
                    : lit(0.0));
    Decisions decisions = new Decisions(records, held);
    JobOutcome outcome = JobOutcome.empty().count("read", read);
    Dataset<Row> current = rows;
    Dataset<Row> cuts = null;
    for (Method method : settings.methods()) {
      Dataset<Row> left = decisions.kept(current);
      if (method == Method.SUBSTRING) {
        cuts = held.hold(SubstringDedup.cuts(left, settings.span(), held));
        decisions.add(SubstringDedup.told(cuts));
        current = held.hold(SubstringDedup.applied(left, cuts));
        outcome = outcome.count("cut:substring", cuts.count());
      } else {
        outcome = decide(method, decisions, left, outcome);
      }
    }
    output.write(cuts == null ? decisions.rows() : withTexts(decisions.rows(), cuts));
    long kept = decisions.rows().where(col(Names.KEPT)).count();
    return outcome
        .count("duplicates", read - kept)
        .count("kept", kept)
        .artifact("clusters", output.path().toString());
  }

  /** Lets a method decide on the rows that are left. */
  private JobOutcome decide(
      Method method, Decisions decisions, Dataset<Row> left, JobOutcome outcome) {
    switch (method) {
      case EXACT -> {
        decisions.add(WholeTexts.exact(left));
        return outcome;
      }
      case NEAR -> {
        NearOutcome near =
            new NearDedup(settings.near()).decide(left, null, History.none(context.spark()), held);
        decisions.add(near.decisions());
        return outcome
            .count("compared", near.compared())
            .count("not-fully-compared", near.skipped());
      }
      case SEMANTIC -> {
        Dataset<Row> named =
            held.hold(left.withColumn("doc_id", WholeTexts.DOC_ID.apply(col(Names.TEXT))));
        WholeTexts.Semantic found =
            WholeTexts.semantic(
                context,
                named,
                named,
                TableRef.parse(arguments.text("embeddings")).name(),
                settings.cosine(),
                held);
        decisions.add(SemanticDedup.told(found.gone()));
        return found.counted(outcome);
      }
      case SUBSTRING -> throw new AssertionError("decided above");
    }
    throw new AssertionError(method);
  }

  /** Adds what is left of the texts that were cut and stay. */
  private static Dataset<Row> withTexts(Dataset<Row> decisions, Dataset<Row> cuts) {
    Dataset<Row> left = cuts.select(col(Names.ROW_ID).as("cut_row"), col("cut_text"));
    return decisions
        .join(left, col("id").equalTo(col("cut_row")), "left")
        .withColumn(Names.TEXT, functions.when(col(Names.KEPT), col("cut_text")))
        .drop("cut_row", "cut_text");
  }

  private void refuseWhatTablesOffer() {
    Faults faults = new Faults();
    if (arguments.has("index")) {
      faults.add(
          "an index is given, and the input is files", "option 'index'", "Ingest them first.");
    }
    if (settings.near().keep() == KeepRule.BEST_QUALITY) {
      faults.add(
          "records of files have no quality score",
          "option 'keep'",
          "Take oldest or longest, or deduplicate a curated table.");
    }
    faults.throwIfAny();
    if (arguments.text("output").startsWith("table:")) {
      throw new RequestException(
          "the input is files, and the output '" + arguments.text("output") + "' is a table",
          "option 'output'",
          "Name a file, or ingest the input first.");
    }
  }

  private static void refuseRepeatedIds(Dataset<Row> records) {
    List<Row> repeated =
        records
            .groupBy(Names.ROW_ID)
            .count()
            .where(col("count").gt(1))
            .orderBy(Names.ROW_ID)
            .limit(1)
            .collectAsList();
    if (!repeated.isEmpty()) {
      throw new WorkException(
          "id '"
              + repeated.get(0).getString(0)
              + "' stands "
              + repeated.get(0).getLong(1)
              + " times",
          "option 'id-field'",
          "Name a field that tells the records apart, or one that they have not, such as"
              + " --id-field none: then each is named by its file and line.");
    }
  }
}
