package dev.nightshift.curation.spark.dedup;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import dev.nightshift.curation.dedup.ExactKey;
import dev.nightshift.curation.spark.ExactCopies;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.schema.identity.RowIdentity;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;

/** The methods that compare whole texts and need no settings but a threshold. */
final class WholeTexts {

  /** The digest of a text. */
  static final UserDefinedFunction DOC_ID =
      udf((UDF1<String, String>) RowIdentity::docId, DataTypes.StringType);

  private static final UserDefinedFunction EXACT_KEY =
      udf((UDF1<String, String>) ExactKey::of, DataTypes.StringType);

  private WholeTexts() {}

  /**
   * The copies of texts: row_id, cluster_id, kept and similarity of each member of a cluster.
   *
   * @param rows row_id, ingested_at and text
   */
  static Dataset<Row> exact(Dataset<Row> rows) {
    return ExactCopies.find(
            rows.select(
                col(Names.ROW_ID),
                col(Names.INGESTED),
                EXACT_KEY.apply(col(Names.TEXT)).as(Names.KEY)))
        .withColumn(Names.SIMILARITY, lit(1.0));
  }

  /**
   * What a search for texts that mean the same found.
   *
   * @param gone row_id, cluster_id and similarity of the rows that go
   * @param centroids what they were found with
   */
  record Semantic(Dataset<Row> gone, Centroids centroids) {

    /** An outcome that tells of the centroids. */
    JobOutcome counted(JobOutcome outcome) {
      return outcome
          .count("centroids", centroids.vectors().length)
          .count("centroids-trained-on", centroids.trainedOn());
    }
  }

  /**
   * The texts that mean what an older one means.
   *
   * @param texts row_id, doc_id and text
   * @param timed row_id, doc_id and ingested_at of the same rows
   * @param embeddings table of the vectors; that of the centroids is named after it
   */
  static Semantic semantic(
      JobContext context,
      Dataset<Row> texts,
      Dataset<Row> timed,
      String embeddings,
      double cosine,
      Held held) {
    Dataset<Row> vectors = held.hold(Embeddings.of(context, texts, embeddings, held));
    Centroids centroids = Centroids.of(context, vectors, embeddings + "_centroids");
    context
        .progress()
        .line(
            "dedup: "
                + centroids.vectors().length
                + " centroids trained on "
                + centroids.trainedOn()
                + " texts, digest "
                + centroids.digest());
    return new Semantic(
        held.hold(SemanticDedup.gone(timed, vectors, centroids.vectors(), cosine, held)),
        centroids);
  }
}
