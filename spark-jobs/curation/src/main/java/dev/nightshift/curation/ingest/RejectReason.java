package dev.nightshift.curation.ingest;

/** Why a record of a file could not become a row. */
public enum RejectReason {
  INVALID_UTF8("invalid-utf8"),
  TOO_LONG("too-long"),
  BROKEN_JSON("broken-json"),
  NOT_AN_OBJECT("not-an-object"),
  BROKEN_CSV("broken-csv"),
  WRONG_FIELD_COUNT("wrong-field-count"),
  MISSING_FIELD("missing-field"),
  WRONG_TYPE("wrong-type"),
  EMPTY_TEXT("empty-text"),
  LONE_SURROGATE("lone-surrogate"),
  NO_SHARED_PROMPT("no-shared-prompt"),
  EQUAL_ANSWERS("equal-answers"),
  BROKEN_FILE("broken-file");

  private final String code;

  RejectReason(String code) {
    this.code = code;
  }

  /** The name that is stored. */
  public String code() {
    return code;
  }
}
