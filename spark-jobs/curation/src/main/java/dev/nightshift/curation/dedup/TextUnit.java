package dev.nightshift.curation.dedup;

import java.util.Locale;

/** What the n-grams of a text are made of. */
public enum TextUnit {
  /** Words: runs of letters, digits and marks; in scripts without spaces each character. */
  WORD,
  /** Characters of the words, with one space between two words. */
  CHAR;

  /** The name on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The unit of a name on the command line.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static TextUnit of(String label) {
    for (TextUnit unit : values()) {
      if (unit.label().equals(label)) {
        return unit;
      }
    }
    throw new IllegalArgumentException("there is no unit '" + label + "'");
  }
}
