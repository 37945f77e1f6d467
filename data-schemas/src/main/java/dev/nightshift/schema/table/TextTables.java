package dev.nightshift.schema.table;

import static dev.nightshift.schema.table.Column.optional;
import static dev.nightshift.schema.table.Column.required;
import static dev.nightshift.schema.table.ColumnType.Scalar.BYTES;
import static dev.nightshift.schema.table.ColumnType.Scalar.DOUBLE;
import static dev.nightshift.schema.table.ColumnType.Scalar.LONG;
import static dev.nightshift.schema.table.ColumnType.Scalar.TEXT;
import static dev.nightshift.schema.table.ColumnType.Scalar.TIMESTAMP;
import static dev.nightshift.schema.table.Growth.ACCUMULATES;
import static dev.nightshift.schema.table.Growth.BUILT_SETS;
import static dev.nightshift.schema.table.Tables.TEXTS;
import static dev.nightshift.schema.table.Tables.table;

import dev.nightshift.schema.table.ColumnType.ListOf;
import dev.nightshift.schema.table.ColumnType.StructOf;
import java.util.List;

/** The kinds of tables that texts are stored in, and that of what could not be used. */
final class TextTables {

  /** Rows as they were ingested, one per record of a source. */
  static final TableSchema DOCUMENTS =
      table(
          "documents",
          ACCUMULATES,
          "A text as it came from its source",
          List.of(new Constraint("row_id_is_sha256", "length(row_id) = 64")),
          required("row_id", TEXT, "Digest of source, file, position and content"),
          required("doc_id", TEXT, "Digest of the content"),
          required("source", TEXT, "Name of the source"),
          required("file", TEXT, "File that the row came from"),
          required("file_digest", TEXT, "SHA-256 of that file"),
          required("position", LONG, "Line or record in the file, from 1"),
          optional("licence", TEXT, "Licence of the source"),
          required("text", TEXT, "The content"),
          required("meta", TEXTS, "Further fields of the record, as text"),
          required("ingested_at", TIMESTAMP, "When the row first came in"));

  /** Documents that curation kept, in their cleaned form. */
  static final TableSchema CURATED =
      table(
          "curated",
          2,
          BUILT_SETS,
          "A document that curation kept",
          List.of(
              new Constraint(
                  "quality_is_a_probability", "quality IS NULL OR quality BETWEEN 0 AND 1"),
              new Constraint("split_is_known", "split IN ('train', 'validation', 'test')")),
          required("row_id", TEXT, "The ingested row"),
          required("doc_id", TEXT, "Digest of the cleaned content"),
          required("source", TEXT, "Name of the source"),
          optional("licence", TEXT, "Licence of the source"),
          required("text", TEXT, "The cleaned content"),
          required("characters", LONG, "Length in Unicode code points"),
          optional(
              "quality",
              DOUBLE,
              "Probability of good text, by the classifier that scored_by names"),
          optional("scored_by", TEXT, "Digest of the quality classifier"),
          required("split", TEXT, "train, validation or test, by the digest of the content"),
          required("meta", TEXTS, "Further fields of the record, as text"),
          optional("language", TEXT, "Language by ISO 639, where one was looked for"),
          optional("tokens", LONG, "Tokens, where a tokenizer was given"),
          optional(
              "toxicity",
              DOUBLE,
              "Probability of toxic text, by the classifier that toxicity_by names"),
          optional("toxicity_by", TEXT, "Digest of the toxicity classifier"));

  /** Pairs of answers of which one is preferred. */
  static final TableSchema PREFERENCES =
      table(
          "preferences",
          ACCUMULATES,
          "Two answers to one prompt, one of them preferred",
          List.of(new Constraint("row_id_is_sha256", "length(row_id) = 64")),
          required("row_id", TEXT, "Digest of source, file, position and content"),
          required("doc_id", TEXT, "Digest of the content"),
          required("source", TEXT, "Name of the source"),
          required("file", TEXT, "File that the row came from"),
          required("file_digest", TEXT, "SHA-256 of that file"),
          required("position", LONG, "Line or record in the file, from 1"),
          optional("licence", TEXT, "Licence of the source"),
          required("prompt", TEXT, "What both answers respond to"),
          required("chosen", TEXT, "The preferred answer"),
          required("rejected", TEXT, "The other answer"),
          required("meta", TEXTS, "Further fields of the record, as text"),
          required("ingested_at", TIMESTAMP, "When the row first came in"));

  /** Prompts with, where it is known, a checkable answer. */
  static final TableSchema PROMPTS =
      table(
          "prompts",
          ACCUMULATES,
          "A prompt, with its answer where one is known",
          List.of(new Constraint("row_id_is_sha256", "length(row_id) = 64")),
          required("row_id", TEXT, "Digest of source, file, position and content"),
          required("doc_id", TEXT, "Digest of the content"),
          required("source", TEXT, "Name of the source"),
          required("file", TEXT, "File that the row came from"),
          required("file_digest", TEXT, "SHA-256 of that file"),
          required("position", LONG, "Line or record in the file, from 1"),
          optional("licence", TEXT, "Licence of the source"),
          required("prompt", TEXT, "The prompt"),
          optional("answer", TEXT, "The expected answer"),
          required("meta", TEXTS, "Further fields of the record, as text"),
          required("ingested_at", TIMESTAMP, "When the row first came in"));

  /** Conversations as lists of messages. */
  static final TableSchema CONVERSATIONS =
      table(
          "conversations",
          ACCUMULATES,
          "A conversation, message by message",
          List.of(
              new Constraint("row_id_is_sha256", "length(row_id) = 64"),
              new Constraint("messages_are_there", "size(messages) > 0")),
          required("row_id", TEXT, "Digest of source, file, position and content"),
          required("doc_id", TEXT, "Digest of the content"),
          required("source", TEXT, "Name of the source"),
          required("file", TEXT, "File that the row came from"),
          required("file_digest", TEXT, "SHA-256 of that file"),
          required("position", LONG, "Line or record in the file, from 1"),
          optional("licence", TEXT, "Licence of the source"),
          required(
              "messages",
              new ListOf(
                  new StructOf(
                      List.of(
                          required("role", TEXT, "system, user, assistant or tool"),
                          required("content", TEXT, "What is said; empty beside calls alone"),
                          optional("name", TEXT, "Name of the speaker or tool"),
                          optional("tool_call_id", TEXT, "The call that a tool answers"),
                          optional("tool_calls", TEXT, "Calls of tools, a JSON array")))),
              "The messages, in order"),
          required("meta", TEXTS, "Further fields of the record, as text"),
          required("ingested_at", TIMESTAMP, "When the row first came in"));

  /** What could not be used, with the bytes as they were and the reason. */
  static final TableSchema REJECTS =
      table(
          "rejects",
          ACCUMULATES,
          "A row that a stage could not use or refused",
          List.of(),
          required("reject_id", TEXT, "Digest of stage, file digest, line and reason"),
          required("stage", TEXT, "The job that refused it"),
          required("file", TEXT, "File or table that the row came from"),
          optional("line", LONG, "Line or record in it, from 1"),
          optional("row_id", TEXT, "The ingested row, where it had become one"),
          required("reason", TEXT, "Name of the reason"),
          required("detail", TEXT, "What was seen, in words"),
          optional("value", DOUBLE, "The measured value, for filters that measure one"),
          required("raw", BYTES, "The bytes as they were"));

  private TextTables() {}
}
