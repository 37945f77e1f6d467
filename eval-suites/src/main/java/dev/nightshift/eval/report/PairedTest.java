package dev.nightshift.eval.report;

/** How two models were compared on the same items. */
public enum PairedTest {
  /** For scores that are 0 or 1. */
  MCNEMAR("McNemar"),
  /** For all others. */
  BOOTSTRAP("bootstrap"),
  /** For items that come in clusters, which are drawn as wholes. */
  CLUSTER_BOOTSTRAP("bootstrap of clusters");

  private final String label;

  PairedTest(String label) {
    this.label = label;
  }

  /** The name in reports. */
  public String label() {
    return label;
  }
}
