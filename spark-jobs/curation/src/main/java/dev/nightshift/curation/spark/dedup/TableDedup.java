package dev.nightshift.curation.spark.dedup;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.trim;

import dev.nightshift.curation.dedup.KeepRule;
import dev.nightshift.curation.spark.Known;
import dev.nightshift.curation.spark.dedup.DedupSettings.Method;
import dev.nightshift.runtime.job.Input;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.lake.TableRef;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.table.LakeTables;
import dev.nightshift.schema.table.TableSchema;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Deduplication of a table of the lake into another one of its kind, method after method: each
 * takes what the one before left.
 */
final class TableDedup {

  private final JobContext context;
  private final JobArguments arguments;
  private final DedupSettings settings;
  private final Held held;
  private final Input.OfTable input;
  private final TableSchema kind;
  private final Dataset<Row> rows;
  private Dataset<Row> kept;
  private long left;
  private @Nullable Dataset<Row> duplicates;
  private @Nullable DedupIndex index;
  private @Nullable NearOutcome near;
  private JobOutcome outcome = JobOutcome.empty();

  /**
   * A deduplication.
   *
   * @throws RequestException if the input is none that can be deduplicated
   */
  TableDedup(
      JobContext context,
      JobArguments arguments,
      DedupSettings settings,
      Held held,
      Input.OfTable input) {
    this.context = context;
    this.arguments = arguments;
    this.settings = settings;
    this.held = held;
    this.input = input;
    this.kind = context.lake().kind(input.table().name());
    refuseOtherInputs();
    this.rows = context.read(input);
    this.kept = rows;
  }

  private boolean isCurated() {
    return kind.name().equals(LakeTables.CURATED.name());
  }

  private void refuseOtherInputs() {
    if (!isCurated() && !kind.name().equals(LakeTables.DOCUMENTS.name())) {
      throw new RequestException(
          "table " + input.table().name() + " holds " + kind.name() + ", which are no documents",
          "option 'input'",
          "Name a table of documents or of curated documents.");
    }
    if (!isCurated() && settings.near().keep() == KeepRule.BEST_QUALITY) {
      throw new RequestException(
          "documents have no quality score",
          "option 'keep'",
          "Take oldest or longest, or deduplicate what curate made with --quality-model.");
    }
    if (TableRef.parse(arguments.text("output")).version().isPresent()) {
      throw new RequestException(
          "'" + arguments.text("output") + "' names a version",
          "option 'output'",
          "A run writes a new version: leave @… out.");
    }
  }

  JobOutcome run() {
    left = rows.count();
    outcome = outcome.count("read", left);
    for (Method method : settings.methods()) {
      switch (method) {
        case EXACT -> exact();
        case NEAR -> near();
        case SUBSTRING -> substring();
        case SEMANTIC -> semantic();
      }
    }
    return write();
  }

  private void exact() {
    Dataset<Row> told = held.hold(WholeTexts.exact(timed(kept, Names.TEXT)));
    tell(told, Method.EXACT);
    Dataset<Row> gone = told.where(col(Names.KEPT).equalTo(false)).select(Names.ROW_ID);
    kept = matching(kept, gone, "left_anti");
    long lost = gone.count();
    left -= lost;
    outcome = outcome.count("duplicates:exact", lost);
  }

  private void near() {
    DedupIndex opened =
        arguments
            .find("index")
            .map(
                name ->
                    DedupIndex.open(context, TableRef.parse(name).name(), settings.near().digest()))
            .orElse(null);
    History history = opened == null ? History.none(context.spark()) : opened.history();
    Dataset<Row> fresh = DedupIndex.fresh(kept, history, held);
    Dataset<Row> arrivals = isCurated() ? Arrivals.of(context, input.table(), rows) : null;
    NearOutcome found =
        new NearDedup(settings.near()).decide(weighed(fresh), arrivals, history, held);
    kept = settings.onlyNew() ? newOf(fresh, found) : keptOf(kept, found, history);
    tell(nearDuplicates(found, history), Method.NEAR);
    long seen = found.decisions().count();
    long lost = found.decisions().where(col(Names.KEPT).equalTo(false)).count();
    outcome =
        outcome
            .count("already-known", left - seen)
            .count("compared", found.compared())
            .count("not-fully-compared", found.skipped())
            .count("merged-clusters", found.merges().count())
            .count("duplicates:near", lost);
    index = opened;
    near = found;
  }

  private void substring() {
    Dataset<Row> cuts =
        held.hold(SubstringDedup.cuts(timed(kept, Names.TEXT), settings.span(), held));
    Column stays = trim(col("cut_text")).notEqual("");
    tell(
        cuts.select(
            col(Names.ROW_ID), col(Names.CLUSTER_ID), stays.as(Names.KEPT), col(Names.SIMILARITY)),
        Method.SUBSTRING);
    kept = renewed(SubstringDedup.applied(kept, cuts), isCurated(), kept.columns());
    long cut = cuts.count();
    outcome =
        outcome
            .count("cut:substring", cut)
            .count("duplicates:substring", cut - cuts.where(stays).count());
  }

  private void semantic() {
    WholeTexts.Semantic found =
        WholeTexts.semantic(
            context,
            kept,
            timed(kept, "doc_id"),
            TableRef.parse(arguments.text("embeddings")).name(),
            settings.cosine(),
            held);
    tell(SemanticDedup.told(found.gone()), Method.SEMANTIC);
    kept = matching(kept, found.gone().select(Names.ROW_ID), "left_anti");
    outcome = found.counted(outcome).count("duplicates:semantic", found.gone().count());
  }

  private JobOutcome write() {
    String output = TableRef.parse(arguments.text("output")).name();
    // Documents accumulate: rows that the output shows already are not added again.
    Dataset<Row> bare = kept.drop(TableSchema.RUN_ID);
    Dataset<Row> written =
        held.hold(isCurated() ? bare : Known.without(context.lake(), output, bare, Names.ROW_ID));
    long all = written.count();
    context.append(output, kind, written, 0);
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

  private void tell(Dataset<Row> told, Method method) {
    Dataset<Row> named = told.withColumn("method", lit(method.label()));
    duplicates = duplicates == null ? named : duplicates.union(named);
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

  /** Row id and a column of some rows, and when they came in. */
  private Dataset<Row> timed(Dataset<Row> some, String column) {
    Dataset<Row> texts = some.select(Names.ROW_ID, column);
    Dataset<Row> when =
        Arrivals.of(context, input.table(), rows).toDF("arrived_row", Names.INGESTED);
    return texts
        .join(when, texts.col(Names.ROW_ID).equalTo(col("arrived_row")), "left")
        .drop("arrived_row");
  }

  /** The fresh rows that stay. */
  private Dataset<Row> newOf(Dataset<Row> fresh, NearOutcome near) {
    return matching(
        fresh, near.decisions().where(col(Names.KEPT)).select(Names.ROW_ID), "leftsemi");
  }

  /** The rows that stay: not those that were removed, tonight or before. */
  private Dataset<Row> keptOf(Dataset<Row> rows, NearOutcome near, History history) {
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
        .select(Names.ROW_ID, Names.CLUSTER_ID, Names.KEPT, Names.SIMILARITY);
  }

  /** Rows of which a part was cut, with what is said of their text put right. */
  private static Dataset<Row> renewed(Dataset<Row> rows, boolean curated, String[] columns) {
    Dataset<Row> renewed = rows.withColumn("doc_id", WholeTexts.DOC_ID.apply(col(Names.TEXT)));
    if (curated) {
      renewed = renewed.withColumn("characters", length(col(Names.TEXT)).cast("bigint"));
    }
    return renewed.selectExpr(columns);
  }
}
