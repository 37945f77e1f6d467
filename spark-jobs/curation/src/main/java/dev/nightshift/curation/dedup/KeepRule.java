package dev.nightshift.curation.dedup;

import java.util.Locale;

/** Which row of a cluster of duplicates stays. Ties go to the row that came in first. */
public enum KeepRule {
  /** The row that came in first. */
  OLDEST,
  /** The row with the most characters. */
  LONGEST,
  /** The row with the highest quality score; rows without a score come last. */
  BEST_QUALITY;

  /** The name on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The rule of a name on the command line.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static KeepRule of(String label) {
    for (KeepRule rule : values()) {
      if (rule.label().equals(label)) {
        return rule;
      }
    }
    throw new IllegalArgumentException("there is no rule '" + label + "'");
  }
}
