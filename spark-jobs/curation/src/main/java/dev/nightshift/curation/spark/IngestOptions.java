package dev.nightshift.curation.spark;

import dev.nightshift.curation.ingest.Expansion;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.OptionKind;
import java.util.List;

/** The options of {@link IngestJob}. */
final class IngestOptions {

  private IngestOptions() {}

  /** All options. */
  static List<JobOption> all() {
    return List.of(
        JobOption.required("input", OptionKind.INPUT, "Files: a file, a folder, a glob or a URI"),
        JobOption.of("table", OptionKind.OUTPUT_TABLE, "documents", "Table to fill"),
        JobOption.choice(
            "kind",
            List.of("documents", "preferences", "prompts", "conversations"),
            "What the records are"),
        JobOption.optional(
            "source",
            OptionKind.TEXT,
            "Name of the source; the input's name where it is not given"),
        JobOption.optional(
            "licence",
            OptionKind.TEXT,
            "Licence of the source; the one that a data set of Hugging Face states where it is not"
                + " given"),
        JobOption.choice(
            "format",
            List.of(
                "auto",
                "jsonl",
                "json",
                "csv",
                "txt",
                "parquet",
                "html",
                "latex",
                "code",
                "mail",
                "arrow",
                "huggingface"),
            "Format of the files; auto goes by their names, .gz and .zst included, reads the files"
                + " of a .zip as those of a folder, and knows the folders of Hugging Face's data"
                + " sets"),
        JobOption.optional(
            "map",
            OptionKind.TEXT,
            "Which field fills which column: prompt=question,answer=answer"),
        JobOption.optional(
            "text-template",
            OptionKind.TEXT,
            "Text of a document, made of fields: \"Question: {question}\\nAnswer: {answer}\""),
        JobOption.choice(
            "conversation-format",
            List.of("auto", "openai", "sharegpt", "alpaca", "hh"),
            "Layout of conversations; auto goes by the fields of each record"),
        JobOption.choice(
            "split", List.of("file", "line", "paragraph"), "What a document is in plain text"),
        JobOption.choice(
            "boilerplate",
            List.of("removed", "kept"),
            "What becomes of menus, headers and footers of web pages"),
        JobOption.optional(
            "dataset-config",
            OptionKind.TEXT,
            "Configuration of a Hugging Face data set; its default or only one where it is not"
                + " given"),
        JobOption.optional(
            "dataset-splits",
            OptionKind.TEXT,
            "Splits to take of a Hugging Face data set, such as train,validation; all where it is"
                + " not given"),
        JobOption.optional(
            "delimiter", OptionKind.TEXT, "Between the fields of CSV; a comma, or a tab in .tsv"),
        JobOption.of(
            "encoding",
            OptionKind.TEXT,
            "auto",
            "Encoding of text: auto is UTF-8, or UTF-16 and UTF-32 by their marks; else a name such"
                + " as windows-1252"),
        Repair.option(),
        JobOption.of(
            "max-record-bytes", OptionKind.INTEGER, "16777216", "Longer records are rejected"),
        JobOption.of(
            "max-expansion",
            OptionKind.INTEGER,
            String.valueOf(Expansion.DEFAULT.ratio()),
            "Most unpacked bytes for one packed byte of a file, beyond its first 16 MiB; the rest is"
                + " rejected"),
        JobOption.of(
            "max-file-bytes",
            OptionKind.INTEGER,
            String.valueOf(Expansion.DEFAULT.bytes()),
            "Most bytes that a packed file may unpack to; the rest is rejected"),
        JobOption.of(
            "max-reject-share",
            OptionKind.NUMBER,
            "0.1",
            "Largest share of rejected records, from 0 to 1; above it nothing is written"),
        JobOption.of(
            "strict",
            OptionKind.FLAG,
            "false",
            "Whether a file that cannot be read to its end fails the run; otherwise it becomes a"
                + " reject and the other files come in"),
        JobOption.of(
            "task-bytes",
            OptionKind.EXECUTION,
            String.valueOf(SourceReader.PART_BYTES),
            "Bytes of a plain file of lines that one task reads; the rows do not depend on it"));
  }
}
