package dev.nightshift.eval.report;

/** What a paired comparison showed. */
public enum Verdict {
  BETTER("better"),
  WORSE("worse"),
  NO_DIFFERENCE_SHOWN("no difference shown");

  private final String label;

  Verdict(String label) {
    this.label = label;
  }

  /** In words. */
  public String label() {
    return label;
  }
}
