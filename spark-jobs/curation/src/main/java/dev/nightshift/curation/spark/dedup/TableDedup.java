package dev.nightshift.curation.spark.dedup;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.udf;

import dev.nightshift.curation.dedup.KeepRule;
import dev.nightshift.curation.spark.dedup.DedupSettings.Method;
import dev.nightshift.runtime.job.Input;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.lake.PinnedTable;
import dev.nightshift.runtime.lake.TableRef;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.identity.RowIdentity;
import dev.nightshift.schema.table.LakeTables;
import dev.nightshift.schema.table.TableSchema;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;

/** Deduplication of a table of the lake into another one of its kind. */
final class TableDedup {

  private static final UserDefinedFunction DOC_ID =
      udf((UDF1<String, String>) RowIdentity::docId, DataTypes.StringType);

  private final JobContext context;
  private final JobArguments arguments;
  private final DedupSettings settings;
  private final Held held;

  TableDedup(JobContext context, JobArguments arguments, DedupSettings settings, Held held) {
    this.context = context;
    this.arguments = arguments;
    this.settings = settings;
    this.held = held;
  }

  JobOutcome run(Input.OfTable input) {
    TableSchema kind = context.lake().kind(input.table().name());
    boolean curated = kind.name().equals(LakeTables.CURATED.name());
    if (!curated && !kind.name().equals(LakeTables.DOCUMENTS.name())) {
      throw new RequestException(
          "table " + input.table().name() + " holds " + kind.name() + ", which are no documents",
          "option 'input'",
          "Name a table of documents or of curated documents.");
    }
    if (!curated && settings.near().keep() == KeepRule.BEST_QUALITY) {
      throw new RequestException(
          "documents have no quality score",
          "option 'keep'",
          "Take oldest or longest, or deduplicate what curate made with --quality-model.");
    }
    TableRef output = TableRef.parse(arguments.text("output"));
    if (output.version().isPresent()) {
      throw new RequestException(
          "'" + arguments.text("output") + "' names a version",
          "option 'output'",
          "A run writes a new version: leave @… out.");
    }
    Dataset<Row> rows = context.read(input).drop(TableSchema.RUN_ID);
    long read = rows.count();
    JobOutcome outcome = JobOutcome.empty().count("read", read);
    Dataset<Row> duplicates = null;
    DedupIndex index = null;
    NearOutcome near = null;
    Dataset<Row> kept = rows;

    if (settings.methods().contains(Method.NEAR)) {
      index =
          arguments
              .find("index")
              .map(
                  name ->
                      DedupIndex.open(
                          context, TableRef.parse(name).name(), settings.near().digest()))
              .orElse(null);
      History history = index == null ? History.none(context.spark()) : index.history();
      Dataset<Row> fresh = DedupIndex.fresh(weighed(rows), history);
      Dataset<Row> arrivals = curated ? Arrivals.of(context, input.table(), rows) : null;
      near = new NearDedup(settings.near()).decide(fresh, arrivals, history, held);
      kept = keptOf(rows, near, history);
      duplicates = nearDuplicates(near, history);
      long seen = near.decisions().count();
      long lost = near.decisions().where(col(Names.KEPT).equalTo(false)).count();
      outcome =
          outcome
              .count("already-known", read - seen)
              .count("compared", near.compared())
              .count("not-fully-compared", near.skipped())
              .count("merged-clusters", near.merges().count())
              .count("duplicates:near", lost);
    }
    if (settings.methods().contains(Method.SUBSTRING)) {
      Dataset<Row> arrivals = Arrivals.of(context, input.table(), rows);
      Dataset<Row> cuts =
          held.hold(SubstringDedup.cuts(timed(kept, arrivals, Names.TEXT), settings.span(), held));
      Dataset<Row> left = cuts.where(trim(col("cut_text")).notEqual(""));
      Dataset<Row> told =
          cuts.select(
              col(Names.ROW_ID),
              col(Names.CLUSTER_ID),
              trim(col("cut_text")).notEqual("").as(Names.KEPT),
              col(Names.SIMILARITY),
              lit(Method.SUBSTRING.label()).as("method"));
      duplicates = duplicates == null ? told : duplicates.union(told);
      kept = renewed(SubstringDedup.applied(kept, cuts), curated, kept.columns());
      long cut = cuts.count();
      outcome =
          outcome.count("cut:substring", cut).count("duplicates:substring", cut - left.count());
    }
    if (settings.methods().contains(Method.SEMANTIC)) {
      Dataset<Row> vectors =
          Embeddings.of(context, kept, TableRef.parse(arguments.text("embeddings")).name(), held);
      Dataset<Row> gone =
          held.hold(
              SemanticDedup.gone(
                  timed(kept, Arrivals.of(context, input.table(), rows), "doc_id"),
                  vectors,
                  settings.cosine(),
                  context.seed(),
                  held));
      Dataset<Row> told =
          gone.select(
              col(Names.ROW_ID),
              col(Names.CLUSTER_ID),
              lit(false).as(Names.KEPT),
              col(Names.SIMILARITY),
              lit(Method.SEMANTIC.label()).as("method"));
      Dataset<Row> stays =
          gone.select(
              col(Names.CLUSTER_ID).as(Names.ROW_ID),
              col(Names.CLUSTER_ID),
              lit(true).as(Names.KEPT),
              lit(1.0).as(Names.SIMILARITY),
              lit(Method.SEMANTIC.label()).as("method"));
      Dataset<Row> both = told.union(stays.distinct());
      duplicates = duplicates == null ? both : duplicates.union(both);
      kept = matching(kept, gone.select(Names.ROW_ID), "left_anti");
      outcome = outcome.count("duplicates:semantic", gone.count());
    }
    Dataset<Row> written = held.hold(curated ? kept : notYet(kept, output.name()));
    long all = written.count();
    context.append(output.name(), kind, written, 0);
    if (duplicates != null) {
      context.append(
          TableRef.parse(arguments.text("duplicates")).name(),
          LakeTables.DUPLICATES,
          duplicates,
          0);
    }
    if (index != null && near != null) {
      index.add(near);
    }
    return outcome.count("kept", all);
  }

  private Dataset<Row> weighed(Dataset<Row> rows) {
    Column weight =
        switch (settings.near().keep()) {
          case OLDEST -> lit(0.0);
          case LONGEST -> length(col(Names.TEXT)).cast("double");
          case BEST_QUALITY -> coalesce(col("quality"), lit(-1.0));
        };
    boolean tells = List.of(rows.columns()).contains(Names.INGESTED);
    Column arrival = tells ? col(Names.INGESTED) : lit(null).cast("timestamp").as(Names.INGESTED);
    return rows.select(col(Names.ROW_ID), arrival, weight.as(Names.WEIGHT), col(Names.TEXT));
  }

  private static Dataset<Row> timed(Dataset<Row> rows, Dataset<Row> arrivals, String column) {
    Dataset<Row> texts = rows.select(Names.ROW_ID, column);
    Dataset<Row> when = arrivals.toDF("arrived_row", Names.INGESTED);
    return texts
        .join(when, texts.col(Names.ROW_ID).equalTo(col("arrived_row")), "left")
        .drop("arrived_row");
  }

  /** The rows of the input that stay: not those that were removed, tonight or before. */
  private Dataset<Row> keptOf(Dataset<Row> rows, NearOutcome near, History history) {
    if (settings.onlyNew()) {
      return matching(
          rows, near.decisions().where(col(Names.KEPT)).select(Names.ROW_ID), "leftsemi");
    }
    Dataset<Row> removed =
        near.decisions()
            .where(col(Names.KEPT).equalTo(false))
            .select(Names.ROW_ID)
            .union(history.rows().where(col(Names.KEPT).equalTo(false)).select(Names.ROW_ID));
    return matching(rows, removed, "left_anti");
  }

  private Dataset<Row> matching(Dataset<Row> rows, Dataset<Row> ids, String join) {
    Dataset<Row> known = held.hold(ids.toDF("known_row"));
    Dataset<Row> hinted = known.count() <= DedupIndex.BROADCAST_IDS ? broadcast(known) : known;
    return rows.join(hinted, rows.col(Names.ROW_ID).equalTo(hinted.col("known_row")), join);
  }

  /** Documents accumulate: rows that the output shows already are not added again. */
  private Dataset<Row> notYet(Dataset<Row> rows, String output) {
    Optional<PinnedTable> there = context.lake().newest(output);
    return there.isEmpty()
        ? rows
        : matching(rows, context.lake().read(there.get()).select(Names.ROW_ID), "left_anti");
  }

  /** Every member of a cluster that lost a row. */
  private Dataset<Row> nearDuplicates(NearOutcome near, History history) {
    String[] columns = {
      Names.ROW_ID, Names.CLUSTER, Names.CLUSTER_ID, Names.KEPT, Names.SIMILARITY
    };
    Dataset<Row> fresh = near.decisions().selectExpr(columns);
    Dataset<Row> all =
        settings.onlyNew() || history.isEmpty()
            ? fresh
            : fresh.union(history.rows().selectExpr(columns));
    Dataset<Row> lost =
        all.where(col(Names.KEPT).equalTo(false)).select(col(Names.CLUSTER).as("lossy")).distinct();
    return all.join(lost, col(Names.CLUSTER).equalTo(col("lossy")), "leftsemi")
        .select(
            col(Names.ROW_ID),
            col(Names.CLUSTER_ID),
            col(Names.KEPT),
            col(Names.SIMILARITY),
            lit(Method.NEAR.label()).as("method"));
  }

  /** Rows of which a part was cut, with what is said of their text put right. */
  private static Dataset<Row> renewed(Dataset<Row> rows, boolean curated, String[] columns) {
    Dataset<Row> renewed = rows.withColumn("doc_id", DOC_ID.apply(col(Names.TEXT)));
    if (curated) {
      renewed = renewed.withColumn("characters", length(col(Names.TEXT)).cast("bigint"));
    }
    return renewed.selectExpr(columns);
  }
}
