package dev.nightshift.curation.filter;

import dev.nightshift.eval.language.Identified;
import dev.nightshift.eval.language.LanguageIdentifier;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Keeps documents in some languages; notes the language of every document that it sees. Where no
 * languages are named it only notes.
 */
public final class LanguageFilter implements DocumentFilter {

  private static final long serialVersionUID = 1L;

  private final TreeSet<String> languages;
  private final double minConfidence;
  private final LanguageIdentifier identifier;

  /**
   * A filter.
   *
   * @param languages codes of ISO 639 that are kept; empty for all
   * @param minConfidence smallest confidence of the identification, from 0 to 1; FineWeb keeps from
   *     .65 on, with another classifier
   */
  public LanguageFilter(
      Set<String> languages, double minConfidence, LanguageIdentifier identifier) {
    this.languages = new TreeSet<>(languages);
    this.minConfidence = minConfidence;
    this.identifier = identifier;
  }

  @Override
  public Verdict judge(String text, TextScan scan, Findings findings) {
    Identified found = identifier.identify(text);
    findings.language(found.language());
    if (languages.isEmpty()) {
      return Verdict.KEPT;
    }
    if (!languages.contains(found.language())) {
      return new Verdict.Refused(
          new Refusal(
              "other-language",
              found.confidence(),
              String.format(
                  Locale.ROOT,
                  "the language is %s (confidence %.4f), kept are %s",
                  found.language(),
                  found.confidence(),
                  String.join(", ", languages))));
    }
    return new Bounds()
        .atLeast(
            "unsure-language",
            found.confidence(),
            minConfidence,
            "as confidence of language " + found.language())
        .verdict();
  }
}
