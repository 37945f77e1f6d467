package dev.nightshift.curation.expect;

import java.util.Locale;

/** What a missed expectation does. */
public enum Severity {
  /** It is told, and the night goes on. */
  WARN,
  /** The night stops. */
  STOP;

  /** Its name in files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
