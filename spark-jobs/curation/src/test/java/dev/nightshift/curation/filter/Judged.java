package dev.nightshift.curation.filter;

/** What a filter says of a text, for the tests. */
final class Judged {

  private Judged() {}

  static Verdict by(DocumentFilter filter, String text) {
    return filter.judge(text, new TextScan(filter.needsFolding()).read(text), new Findings());
  }

  /** The reason of a refusal; {@code kept} or {@code changed} otherwise. */
  static String reason(DocumentFilter filter, String text) {
    Verdict verdict = by(filter, text);
    if (verdict instanceof Verdict.Refused refused) {
      return refused.refusal().reason();
    }
    return verdict instanceof Verdict.Changed ? "changed" : "kept";
  }

  static Refusal refusal(DocumentFilter filter, String text) {
    return ((Verdict.Refused) by(filter, text)).refusal();
  }

  static String changed(DocumentFilter filter, String text) {
    return ((Verdict.Changed) by(filter, text)).text();
  }
}
