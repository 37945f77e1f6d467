package dev.nightshift.curation.filter;

import java.io.Serializable;
import java.util.Locale;
import java.util.Optional;

/**
 * The quality heuristics of Gopher: Rae et al., "Scaling language models: methods, analysis and
 * insights from training Gopher", 2021, appendix A.1.1. Each looks for one trait of text that is no
 * prose; the first that a document fails names the reason.
 */
public final class GopherQuality implements Serializable {

  private static final long serialVersionUID = 1L;

  private final GopherLimits limits;

  public GopherQuality(GopherLimits limits) {
    this.limits = limits;
  }

  /** Why a text is refused; empty if it is kept. */
  public Optional<Refusal> check(String text) {
    TextMeasures m = TextMeasures.of(text);
    double perToken = m.tokens() == 0 ? 0 : 1.0 / m.tokens();
    double perLine = m.lines() == 0 ? 0 : 1.0 / m.lines();
    return below("too-few-words", m.words(), limits.minWords(), "words")
        .or(() -> above("too-many-words", m.words(), limits.maxWords(), "words"))
        .or(
            () ->
                below(
                    "short-words",
                    m.meanWordLength(),
                    limits.minMeanWordLength(),
                    "characters in a word on average"))
        .or(
            () ->
                above(
                    "long-words",
                    m.meanWordLength(),
                    limits.maxMeanWordLength(),
                    "characters in a word on average"))
        .or(
            () ->
                above(
                    "many-hashes",
                    m.hashes() * perToken,
                    limits.maxSymbolRatio(),
                    "hash signs per word"))
        .or(
            () ->
                above(
                    "many-ellipses",
                    m.ellipses() * perToken,
                    limits.maxSymbolRatio(),
                    "ellipses per word"))
        .or(
            () ->
                above(
                    "bullet-lines",
                    m.bulletLines() * perLine,
                    limits.maxBulletLines(),
                    "of the lines start with a bullet"))
        .or(
            () ->
                above(
                    "ellipsis-lines",
                    m.ellipsisLines() * perLine,
                    limits.maxEllipsisLines(),
                    "of the lines end with an ellipsis"))
        .or(
            () ->
                below(
                    "few-letters",
                    m.alphabeticTokens() * perToken,
                    limits.minAlphabeticShare(),
                    "of the words have a letter"))
        .or(
            () ->
                below(
                    "few-stop-words",
                    m.stopWords(),
                    limits.minStopWords(),
                    "different stop words"));
  }

  private static Optional<Refusal> below(
      String reason, double value, double limit, String measured) {
    return value >= limit
        ? Optional.empty()
        : Optional.of(refusal(reason, value, measured, "at least", limit));
  }

  private static Optional<Refusal> above(
      String reason, double value, double limit, String measured) {
    return value <= limit
        ? Optional.empty()
        : Optional.of(refusal(reason, value, measured, "at most", limit));
  }

  private static Refusal refusal(
      String reason, double value, String measured, String bound, double limit) {
    return new Refusal(
        reason,
        value,
        String.format(
            Locale.ROOT, "%.4g %s, %s %.4g are asked for", value, measured, bound, limit));
  }
}
