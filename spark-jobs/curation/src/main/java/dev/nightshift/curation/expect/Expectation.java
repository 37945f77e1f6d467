package dev.nightshift.curation.expect;

/** One thing that is expected of a table. */
public sealed interface Expectation {

  /** What of the table is looked at. */
  Measured of();

  /** Where the expectation was written, for messages. */
  String place();

  /** Its name in metrics and messages. */
  String name();

  /** What a bounded quantity is. */
  enum Quantity {
    /** Number of rows. */
    ROWS("rows"),
    /** Share of rows without a value. */
    NULLS("nulls"),
    /** Share of rows whose text is missing or has nothing but white space. */
    BLANKS("blanks"),
    /** Share of rows whose value another row has too, all but one of each value counted. */
    DUPLICATES("unique"),
    /** Mean of the values. */
    MEAN("mean");

    private final String key;

    Quantity(String key) {
      this.key = key;
    }

    /** Its key in files. */
    public String key() {
      return key;
    }
  }

  /**
   * A quantity within bounds.
   *
   * @param quantity what is measured
   * @param of of which column
   * @param min smallest value, inclusive; negative infinity for none
   * @param max largest value, inclusive; positive infinity for none
   * @param severity what happens outside
   * @param place where it was written
   */
  record Bound(
      Quantity quantity, Measured of, double min, double max, Severity severity, String place)
      implements Expectation {
    @Override
    public String name() {
      return of.column().isEmpty() ? quantity.key() : quantity.key() + "." + of.label();
    }
  }

  /**
   * A distribution near that of the nights before.
   *
   * @param divergence how far two distributions are apart
   * @param of of which column
   * @param warn a warning from this value on
   * @param stop a stop from this value on
   * @param history how many earlier runs are compared with, each with the same weight
   * @param place where it was written
   */
  record Drift(
      Divergence divergence, Measured of, double warn, double stop, int history, String place)
      implements Expectation {
    @Override
    public String name() {
      return "drift." + divergence.label() + "." + of.label();
    }
  }
}
