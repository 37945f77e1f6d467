package dev.nightshift.eval.report;

/** How two models were compared on the same items. */
public enum PairedTest {
  /** For scores that are 0 or 1. */
  MCNEMAR("McNemar"),
  /** For all others. */
  BOOTSTRAP("bootstrap");

  private final String label;

  PairedTest(String label) {
    this.label = label;
  }

  /** The name in reports. */
  public String label() {
    return label;
  }
}
