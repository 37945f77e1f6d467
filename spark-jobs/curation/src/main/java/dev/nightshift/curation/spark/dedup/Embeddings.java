package dev.nightshift.curation.spark.dedup;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.nightshift.curation.embed.SentenceEncoder;
import dev.nightshift.curation.embed.Vectors;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.lake.PinnedTable;
import dev.nightshift.schema.table.LakeTables;
import java.util.Iterator;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.TaskCompletionListener;

/**
 * The vectors of texts, kept in the lake by content and encoder, so that a text is encoded once.
 */
final class Embeddings {

  private static final StructType VECTOR =
      new StructType()
          .add("doc_id", DataTypes.StringType, false)
          .add("vector", DataTypes.BinaryType, false);

  private Embeddings() {}

  /**
   * doc_id and vector of each text; those that the lake lacks are encoded and added to it.
   *
   * @param rows doc_id and text
   * @param table a table of kind embeddings
   */
  static Dataset<Row> of(JobContext context, Dataset<Row> rows, String table, Held held) {
    String digest = SentenceEncoder.digest();
    Dataset<Row> texts = rows.select("doc_id", Names.TEXT).dropDuplicates("doc_id");
    Optional<PinnedTable> pin = context.lake().newest(table);
    Dataset<Row> known = null;
    Dataset<Row> unknown = texts;
    if (pin.isPresent()) {
      known =
          context
              .lake()
              .read(pin.get())
              .where(col("model_digest").equalTo(digest))
              .select(col("doc_id").as("known_doc"), col("vector").as("known_vector"));
      unknown = texts.join(known, col("doc_id").equalTo(col("known_doc")), "left_anti");
    }
    Dataset<Row> fresh = held.hold(encoded(unknown));
    context.append(table, LakeTables.EMBEDDINGS, fresh.withColumn("model_digest", lit(digest)), 0);
    if (known == null) {
      return fresh;
    }
    Dataset<Row> wanted = texts.select(col("doc_id").as("wanted_doc"));
    return fresh.union(known.join(wanted, col("known_doc").equalTo(col("wanted_doc")), "leftsemi"));
  }

  private static Dataset<Row> encoded(Dataset<Row> texts) {
    JavaRDD<Row> vectors = texts.javaRDD().mapPartitions(Embeddings::encoded);
    return texts.sparkSession().createDataFrame(vectors, VECTOR);
  }

  private static Iterator<Row> encoded(Iterator<Row> texts) {
    if (!texts.hasNext()) {
      return texts;
    }
    SentenceEncoder encoder = SentenceEncoder.load();
    TaskCompletionListener closing = context -> encoder.close();
    TaskContext.get().addTaskCompletionListener(closing);
    return new Mapped<>(
        texts,
        row -> RowFactory.create(row.getString(0), Vectors.pack(encoder.encode(row.getString(1)))));
  }
}
