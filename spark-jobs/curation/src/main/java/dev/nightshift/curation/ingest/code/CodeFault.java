package dev.nightshift.curation.ingest.code;

/**
 * Why a file is no code to learn from.
 *
 * @param rule the rule that refused it
 * @param detail what was seen, in words
 */
public record CodeFault(Rule rule, String detail) {

  /** The rules, in the order in which they are asked. */
  public enum Rule {
    GENERATED,
    LONG_LINE,
    LONG_LINES,
    FEW_ALPHANUMERICS
  }
}
