package dev.nightshift.schema.table;

import static dev.nightshift.schema.table.Column.optional;
import static dev.nightshift.schema.table.Column.required;
import static dev.nightshift.schema.table.ColumnType.Scalar.BOOLEAN;
import static dev.nightshift.schema.table.ColumnType.Scalar.BYTES;
import static dev.nightshift.schema.table.ColumnType.Scalar.DOUBLE;
import static dev.nightshift.schema.table.ColumnType.Scalar.LONG;
import static dev.nightshift.schema.table.ColumnType.Scalar.TEXT;
import static dev.nightshift.schema.table.Growth.ACCUMULATES;
import static dev.nightshift.schema.table.Growth.BUILT_SETS;
import static dev.nightshift.schema.table.Tables.table;

import java.util.List;

/** The kinds of tables in which curation tells what it found and remembers it. */
final class CurationTables {

  /** Which documents are copies of which. */
  static final TableSchema DUPLICATES =
      table(
          "duplicates",
          BUILT_SETS,
          "A member of a cluster of duplicates",
          List.of(
              new Constraint("similarity_is_a_share", "similarity BETWEEN 0 AND 1"),
              new Constraint(
                  "method_is_known", "method IN ('exact', 'near', 'substring', 'semantic')")),
          required("row_id", TEXT, "The ingested row"),
          required(
              "cluster_id",
              TEXT,
              "A row_id that names the cluster: of exact copies the smallest, else the oldest row's"),
          required("kept", BOOLEAN, "Whether this row stands for the cluster"),
          required(
              "similarity",
              DOUBLE,
              "Similarity to the kept row; for substring the share of the text that was cut out"),
          required("method", TEXT, "exact, near, substring or semantic"));

  /** What near-deduplication knows of each row that it has seen, for later nights. */
  static final TableSchema DEDUP_INDEX =
      table(
          "dedup_index",
          ACCUMULATES,
          "A row that near-deduplication has seen",
          List.of(new Constraint("similarity_is_a_share", "similarity BETWEEN 0 AND 1")),
          required("settings", TEXT, "Digest of the settings that the row was seen with"),
          required("row_id", TEXT, "The ingested row"),
          required("ordinal", LONG, "Place in the order of arrival, from 0"),
          required("node", LONG, "Ordinal of the first row with the same shingles"),
          required("cluster", LONG, "Ordinal of the oldest row of its cluster"),
          required("cluster_id", TEXT, "That row's row_id"),
          required("kept", BOOLEAN, "Whether this row stands for the cluster"),
          required("similarity", DOUBLE, "Jaccard similarity to the kept row"),
          required("bands", BYTES, "Band keys, 8 bytes each; empty for a copy"),
          required(
              "sketch", BYTES, "Its shingles, from which similarity follows; empty for a copy"));

  /** Clusters of earlier nights that a later row turned out to join. */
  static final TableSchema DEDUP_MERGES =
      table(
          "dedup_merges",
          ACCUMULATES,
          "A cluster that is part of an older one, as a later row showed",
          List.of(new Constraint("older_wins", "into_cluster < from_cluster")),
          required("settings", TEXT, "Digest of the settings of both clusters"),
          required("from_cluster", LONG, "The younger cluster; what it kept stays kept"),
          required("into_cluster", LONG, "The older cluster that it belongs to"));

  /** Vectors of texts. */
  static final TableSchema EMBEDDINGS =
      table(
          "embeddings",
          ACCUMULATES,
          "The vector of a text",
          List.of(),
          required("doc_id", TEXT, "Digest of the content"),
          required("model_digest", TEXT, "Digest of the encoder and how it is used"),
          required("vector", BYTES, "Its numbers, 4 bytes each, little-endian; of length 1"));

  /** Centres of texts that mean alike, frozen so that nights agree. */
  static final TableSchema CENTROIDS =
      table(
          "centroids",
          ACCUMULATES,
          "A centre of a cluster of texts that mean alike",
          List.of(),
          required("settings", TEXT, "Digest of the encoder, the seed and the rule of training"),
          required("trained_on", LONG, "Texts that there were when it was trained"),
          required("centroid", LONG, "Its number, from 0"),
          required("vector", BYTES, "Its numbers, 4 bytes each, little-endian; of length 1"));

  /** Which rows hold items of benchmarks. */
  static final TableSchema CONTAMINATIONS =
      table(
          "contaminations",
          BUILT_SETS,
          "An item of a benchmark that a row holds",
          List.of(new Constraint("share_is_a_share", "share BETWEEN 0 AND 1")),
          required("task", TEXT, "Name of the benchmark"),
          required("item", TEXT, "Name of the item in it"),
          required("row_id", TEXT, "The row"),
          required("share", DOUBLE, "Share of the item's n-grams that the row has"),
          required("passage", TEXT, "The passage that holds them, or its beginning"));

  /** Which items of tasks stand in which training data. */
  static final TableSchema ITEM_CONTAMINATIONS =
      table(
          "item_contaminations",
          ACCUMULATES,
          "An item of a task that was looked for in training data",
          List.of(
              new Constraint("share_is_a_share", "share BETWEEN 0 AND 1"),
              new Constraint("what_is_found_was_searched", "searched OR NOT contaminated")),
          required("task", TEXT, "Name of the task"),
          required("task_digest", TEXT, "Digest of the task's definition and data"),
          required("sample_id", TEXT, "Stable id of the item"),
          optional("model_digest", TEXT, "The model whose training data was searched, if one"),
          required("against", TEXT, "The tables that were searched, with their versions"),
          required("searched", BOOLEAN, "Whether the item is long enough to be looked for"),
          required("contaminated", BOOLEAN, "Whether a row holds it"),
          required("share", DOUBLE, "Greatest share of the item's n-grams that one row has"),
          required("row_count", LONG, "Number of rows that hold it"),
          optional("passage", TEXT, "The passage of one of them, or its beginning"));

  /** Where personal data stood in curated documents; never the data. */
  static final TableSchema PII_HITS =
      table(
          "pii_hits",
          BUILT_SETS,
          "A place in a cleaned document where personal or secret data stood",
          List.of(new Constraint("hit_is_not_empty", "hit_start >= 0 AND hit_end > hit_start")),
          required("row_id", TEXT, "The ingested row"),
          required("kind", TEXT, "email, phone, ip, card, iban, key or ssn"),
          required("hit_start", LONG, "First character (code point) in the text before masking"),
          required("hit_end", LONG, "The character behind the last one"),
          required("digest", TEXT, "HMAC-SHA-256 of the value under the run's secret"));

  private CurationTables() {}
}
