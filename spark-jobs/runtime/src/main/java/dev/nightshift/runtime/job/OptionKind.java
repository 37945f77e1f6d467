package dev.nightshift.runtime.job;

/** What the value of an option is, and with it how it is checked and what it does to a run. */
public enum OptionKind {
  TEXT,
  INTEGER,
  NUMBER,
  /** True or false; on the command line its bare name means true. */
  FLAG,
  /** One of the listed choices. */
  CHOICE,
  /**
   * Something to read: {@code table:NAME}, {@code table:NAME@VERSION}, a file, a folder, or a URI.
   * It is pinned before the run starts, and what was pinned is part of the run's fingerprint.
   */
  INPUT,
  /** A table of the lake to write, with or without the prefix {@code table:}. */
  OUTPUT_TABLE,
  /** A folder or file to write by atomic rename. */
  OUTPUT_PATH,
  /**
   * How the work is done and not what comes out (threads, partitions, a progress style): not part
   * of the fingerprint.
   */
  EXECUTION
}
