package dev.nightshift.curation.ingest;

import java.util.List;

/** The kinds of tables that files can be ingested into. */
public enum ContentKind {
  DOCUMENTS(List.of("text")),
  PREFERENCES(List.of("prompt", "chosen", "rejected")),
  PROMPTS(List.of("prompt", "answer")),
  /** The fields of every layout of conversations: a record fills those of its own. */
  CONVERSATIONS(
      List.of("messages", "conversations", "system", "instruction", "input", "output", "text"));

  private final List<String> columns;

  ContentKind(List<String> columns) {
    this.columns = columns;
  }

  /** The columns that a record's fields fill in. */
  public List<String> columns() {
    return columns;
  }
}
