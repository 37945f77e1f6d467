package dev.nightshift.curation.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;

import dev.nightshift.curation.ingest.ContentKind;
import dev.nightshift.curation.ingest.ReadOptions;
import dev.nightshift.curation.ingest.RowMapper;
import dev.nightshift.curation.ingest.SourceFormat;
import dev.nightshift.curation.ingest.TextSplit;
import dev.nightshift.runtime.job.Input;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.error.WorkException;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The texts that a tokenizer is trained on, one column of text. */
final class TokenizerTexts {

  private static final int LARGEST_RECORD = 1 << 30;

  private TokenizerTexts() {}

  /**
   * The texts of the input: of a table of documents its texts, of a curated one those of the
   * training split, of prompts and preferences each of their texts, of conversations each of their
   * messages; of files what their field {@code text} holds.
   */
  static Dataset<Row> of(JobContext context, JobArguments arguments) {
    Input input = context.input("input");
    if (input instanceof Input.OfTable table) {
      return ofTable(context, table);
    }
    return ofFiles(context, (Input.OfFiles) input, arguments);
  }

  private static Dataset<Row> ofTable(JobContext context, Input.OfTable table) {
    String kind = context.lake().kind(table.table().name()).name();
    Dataset<Row> rows = context.read(table);
    if (kind.equals("conversations")) {
      return rows.select(explode(col("messages.content")).as("text"));
    }
    List<String> columns =
        switch (kind) {
          case "documents", "curated" -> ContentKind.DOCUMENTS.columns();
          case "preferences" -> ContentKind.PREFERENCES.columns();
          case "prompts" -> ContentKind.PROMPTS.columns();
          default ->
              throw new RequestException(
                  "table " + table.table().name() + " holds " + kind + ", which are no texts",
                  "option 'input'",
                  "Name a table of documents, curated documents, preferences, prompts or conversations.");
        };
    if (kind.equals("curated")) {
      rows = rows.where(col("split").equalTo("train"));
    }
    Dataset<Row> texts = null;
    for (String column : columns) {
      Dataset<Row> part = rows.select(col(column).as("text")).where(col("text").isNotNull());
      texts = texts == null ? part : texts.union(part);
    }
    return java.util.Objects.requireNonNull(texts);
  }

  private static Dataset<Row> ofFiles(
      JobContext context, Input.OfFiles input, JobArguments arguments) {
    for (Input.InputFile file : input.files()) {
      if (SourceFormat.ofName(file.relativePath()).isEmpty()) {
        throw new RequestException(
            "the name of file '" + file.relativePath() + "' does not tell its format",
            "option 'input'",
            "Name it .txt, .jsonl, .json, .csv or .parquet, or ingest it first.");
      }
    }
    IngestSettings settings =
        new IngestSettings(
            "documents",
            ContentKind.DOCUMENTS,
            input.reference(),
            null,
            new ReadOptions(TextSplit.FILE, null, LARGEST_RECORD),
            new RowMapper(ContentKind.DOCUMENTS, Map.of(), null),
            Repair.NONE,
            0,
            false,
            context.clock().instant());
    SourceReader reader = new SourceReader(context.spark(), settings, SourceReader.PART_BYTES);
    Dataset<Row> outcomes = reader.read(reader.scanned(SourceInput.byName(input.files())));
    long rejected = outcomes.where(col(RecordOutcome.REJECT).isNotNull()).count();
    if (rejected > 0) {
      Row first =
          outcomes
              .where(col(RecordOutcome.REJECT).isNotNull())
              .select(RecordOutcome.REJECT + ".*")
              .orderBy("file", "line")
              .first();
      throw new WorkException(
          rejected
              + " records of '"
              + arguments.text("input")
              + "' are no texts, the first at "
              + first.<String>getAs("file")
              + ":"
              + first.<Long>getAs("line")
              + ": "
              + first.<String>getAs("detail"),
          "option 'input'",
          "Ingest the files, which sets such records aside, and name the table.");
    }
    return outcomes.select(col(RecordOutcome.KEPT + ".text").as("text"));
  }
}
