package dev.nightshift.curation.ingest;

/** Why a record of a file could not become a row. */
public enum RejectReason {
  INVALID_UTF8("invalid-utf8"),
  NUL_BYTE("nul-byte"),
  TOO_LONG("too-long"),
  BROKEN_JSON("broken-json"),
  TOO_NESTED("too-nested"),
  TOO_MANY_FIELDS("too-many-fields"),
  NOT_AN_OBJECT("not-an-object"),
  BROKEN_CSV("broken-csv"),
  WRONG_FIELD_COUNT("wrong-field-count"),
  MISSING_FIELD("missing-field"),
  WRONG_TYPE("wrong-type"),
  EMPTY_TEXT("empty-text"),
  LONE_SURROGATE("lone-surrogate"),
  NO_SHARED_PROMPT("no-shared-prompt"),
  EQUAL_ANSWERS("equal-answers"),

  /** Source code that is no text. */
  BINARY("binary"),
  /** Source code that a program wrote. */
  GENERATED("generated"),
  LONG_LINE("long-line"),
  LONG_LINES("long-lines"),
  FEW_ALPHANUMERICS("few-alphanumerics"),

  BROKEN_MAIL("broken-mail"),

  NO_CONVERSATION("no-conversation"),
  UNKNOWN_ROLE("unknown-role"),
  EMPTY_TURN("empty-turn"),
  NO_ASSISTANT_TURN("no-assistant-turn"),
  TWO_SYSTEM_TURNS("two-system-turns"),
  /** What the stored layout has no way to say. */
  CANNOT_BE_HELD("cannot-be-held"),

  /** A file in an archive whose name does not tell a format that is read from archives. */
  UNKNOWN_FORMAT("unknown-format"),
  /** An archive in an archive. */
  NESTED_ARCHIVE("nested-archive"),

  /** The rest of a file that breaks off. */
  BROKEN_FILE("broken-file", Scope.REST),
  /** The rest of a compressed file that grows beyond its bounds. */
  EXPANDS_TOO_FAR("expands-too-far", Scope.REST),
  /** A file that something wrote to while it was read. */
  FILE_CHANGED("file-changed", Scope.FILE),
  /** A file whose bytes the system does not give. */
  UNREADABLE_FILE("unreadable-file", Scope.FILE);

  /** How much a reject stands for. */
  private enum Scope {
    RECORD,
    REST,
    FILE
  }

  private final String code;
  private final Scope scope;

  RejectReason(String code) {
    this(code, Scope.RECORD);
  }

  RejectReason(String code, Scope scope) {
    this.code = code;
    this.scope = scope;
  }

  /** Whether a file was not read to its end: the reject stands for the rest or for all of it. */
  public boolean isOfFile() {
    return scope != Scope.RECORD;
  }

  /** Whether none of the file's rows is kept. */
  public boolean voidsFile() {
    return scope == Scope.FILE;
  }

  /** The name that is stored. */
  public String code() {
    return code;
  }
}
