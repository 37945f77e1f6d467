package dev.nightshift.eval.report;

/** How a cell of a table is shown beside its text. */
enum Tone {
  PLAIN(""),
  NUMBER("number"),
  BETTER("better"),
  WORSE("worse"),
  BEST("number best"),
  MUTED("muted");

  private final String styles;

  Tone(String styles) {
    this.styles = styles;
  }

  /** Names of style classes, with spaces between. */
  String styles() {
    return styles;
  }
}
