package dev.nightshift.synthesis.sample;

import java.util.Locale;

/**
 * What a line of the sample's documents is. The weights are in thousandths: about one line in
 * fifteen is dirt, as in files that people bring.
 */
enum LineKind {
  /** A problem with its answer. */
  PROBLEM(930),
  /** A copy of an earlier problem, from another source. */
  COPY(20),
  /** Good prose. */
  PROSE(15),
  /** A text of bad quality. */
  JUNK(20),
  /** A JSON object that breaks off. */
  BROKEN_JSON(5),
  /** A JSON object with bytes that are no UTF-8. */
  INVALID_UTF8(4),
  /** A JSON object without its text. */
  NO_TEXT(3),
  /** A JSON object whose text is a number. */
  TEXT_IS_A_NUMBER(3);

  private final int weight;

  LineKind(int weight) {
    this.weight = weight;
  }

  /** The name in counts: lower case, with dashes. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The kind for a draw from 0 to 999. */
  static LineKind of(int draw) {
    int left = draw;
    for (LineKind kind : values()) {
      left -= kind.weight;
      if (left < 0) {
        return kind;
      }
    }
    throw new IllegalArgumentException("a draw from 0 to 999, was " + draw);
  }
}
