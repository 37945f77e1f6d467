package dev.nightshift.inference.tokenizer.jinja;

/**
 * A piece of a template.
 *
 * @param kind what it is
 * @param content the text, or what stands between the delimiters
 * @param line where it begins, counted from 1
 */
record Segment(Kind kind, String content, int line) {

  /** Kinds of pieces. */
  enum Kind {
    /** Written as it is. */
    TEXT,
    /** An expression between double braces. */
    OUTPUT,
    /** A statement between brace and percent sign. */
    BLOCK
  }
}
