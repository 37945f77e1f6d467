package dev.nightshift.schema.table;

/** What a reader means by a table without a version. */
public enum Growth {
  /** Each run adds rows to one ever-growing set: a reader sees the rows of all committed runs. */
  ACCUMULATES,
  /**
   * Each run builds a whole set of its own: a reader sees the set of the newest committed run, and
   * with a version the set of the run that made it.
   */
  BUILT_SETS
}
