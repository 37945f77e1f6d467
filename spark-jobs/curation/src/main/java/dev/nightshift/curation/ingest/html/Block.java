package dev.nightshift.curation.ingest.html;

/**
 * A block of text between two block-level tags.
 *
 * @param kind what it is
 * @param level of a heading, from 1 to 6; of a list item, how deep it stands; 0 for others
 * @param text its text; with single spaces unless it is preformatted
 * @param linkCharacters how many of its characters stand in links
 */
record Block(Kind kind, int level, String text, int linkCharacters) {

  enum Kind {
    PROSE,
    HEADING,
    LIST_ITEM,
    /** A row of a table, its cells divided by bars. */
    TABLE_ROW,
    PREFORMATTED
  }

  /** Share of its characters that stand in links, from 0 to 1. */
  double linkDensity() {
    return text.isEmpty() ? 0 : Math.min(1, linkCharacters / (double) text.length());
  }

  /** Whether stop words tell nothing about it. */
  boolean isData() {
    return kind == Kind.TABLE_ROW || kind == Kind.PREFORMATTED;
  }
}
