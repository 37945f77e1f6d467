package dev.nightshift.eval.judge;

/** In which order a judge sees the answers of an item. */
public enum Arrangement {
  AS_GIVEN("as-given"),
  SWAPPED("swapped"),
  SINGLE("single");

  private final String label;

  Arrangement(String label) {
    this.label = label;
  }

  /** The name in tables. */
  public String label() {
    return label;
  }
}
