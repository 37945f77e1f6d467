package dev.nightshift.curation.ingest;

/** What a document is in a plain text file. */
public enum TextSplit {
  /** The whole file. */
  FILE,
  /** Each line that is not blank. */
  LINE,
  /** Each block of lines between blank lines. */
  PARAGRAPH
}
