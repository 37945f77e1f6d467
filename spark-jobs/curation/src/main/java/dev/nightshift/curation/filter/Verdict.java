package dev.nightshift.curation.filter;

/** What a filter says of a document. */
public sealed interface Verdict {

  /** The document stays as it is. */
  Verdict KEPT = new Kept();

  /** The document stays as it is. */
  record Kept() implements Verdict {}

  /**
   * The document stays with another text.
   *
   * @param text what is left of it
   */
  record Changed(String text) implements Verdict {}

  /**
   * The document goes.
   *
   * @param refusal why
   */
  record Refused(Refusal refusal) implements Verdict {}
}
