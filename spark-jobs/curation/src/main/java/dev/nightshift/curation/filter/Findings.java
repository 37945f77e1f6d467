package dev.nightshift.curation.filter;

import org.jspecify.annotations.Nullable;

/** What filters found out about one document and what is stored with it. */
public final class Findings {

  private @Nullable String language;
  private @Nullable Long tokens;
  private @Nullable Double toxicity;
  private @Nullable String toxicityBy;

  /** Notes the language. */
  public void language(String code) {
    language = code;
  }

  /** The language as ISO 639 writes it; null where none looked. */
  public @Nullable String language() {
    return language;
  }

  /** Notes the number of tokens. */
  public void tokens(long count) {
    tokens = count;
  }

  /** The number of tokens; null where none counted. */
  public @Nullable Long tokens() {
    return tokens;
  }

  /** Notes how toxic a classifier finds the text. */
  public void toxicity(double score, String by) {
    toxicity = score;
    toxicityBy = by;
  }

  /** The probability that the text is toxic; null where none scored. */
  public @Nullable Double toxicity() {
    return toxicity;
  }

  /** Digest of the classifier that said so. */
  public @Nullable String toxicityBy() {
    return toxicityBy;
  }
}
