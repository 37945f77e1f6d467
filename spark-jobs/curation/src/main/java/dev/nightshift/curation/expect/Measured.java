package dev.nightshift.curation.expect;

/**
 * What of a table is looked at: a column's values, or the lengths of its texts.
 *
 * @param column name of the column; empty for the rows themselves
 * @param length whether it is the number of characters of each value
 */
public record Measured(String column, boolean length) {

  /** The rows themselves. */
  public static final Measured ROWS = new Measured("", false);

  /** Its name in metrics and messages. */
  public String label() {
    return length ? "length(" + column + ")" : column;
  }
}
