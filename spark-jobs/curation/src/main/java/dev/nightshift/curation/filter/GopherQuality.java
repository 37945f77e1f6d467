package dev.nightshift.curation.filter;

/**
 * The quality heuristics of Gopher: Rae et al., "Scaling language models: methods, analysis and
 * insights from training Gopher", 2021, appendix A.1.1. Each looks for one trait of text that is no
 * prose; the first that a document fails names the reason.
 *
 * <p>The ways of counting are datatrove's: counts and mean lengths are over words; the shares of
 * hash signs, ellipses and tokens with a letter are over tokens, punctuation included ({@link
 * TextScan}); those of lines with bullets ({@code •}, {@code -}) and ellipses are over all lines,
 * blank ones included; stop words count once each.
 */
public final class GopherQuality implements DocumentFilter {

  private static final long serialVersionUID = 1L;

  private final GopherLimits limits;

  public GopherQuality(GopherLimits limits) {
    this.limits = limits;
  }

  @Override
  public Verdict judge(String text, TextScan scan, Findings findings) {
    double tokens = Math.max(1, scan.tokens());
    LineTable lines = scan.lines();
    double all = Math.max(1, lines.withBlank());
    long bullets = 0;
    long ellipsisLines = 0;
    for (int i = 0; i < lines.size(); i++) {
      bullets += lines.startsWithBullet(i) ? 1 : 0;
      ellipsisLines += lines.endsWithEllipsis(i) ? 1 : 0;
    }
    double mean = scan.meanWordLength();
    String meanOf = "characters in a word on average";
    return new Bounds()
        .atLeast("too-few-words", scan.words(), limits.minWords(), "words")
        .atMost("too-many-words", scan.words(), limits.maxWords(), "words")
        .atLeast("short-words", mean, limits.minMeanWordLength(), meanOf)
        .atMost("long-words", mean, limits.maxMeanWordLength(), meanOf)
        .atMost(
            "many-hashes",
            scan.hashSigns() / tokens,
            limits.maxSymbolRatio(),
            "hash signs per word")
        .atMost(
            "many-ellipses", scan.ellipses() / tokens, limits.maxSymbolRatio(), "ellipses per word")
        .atMost(
            "bullet-lines",
            bullets / all,
            limits.maxBulletLines(),
            "of the lines start with a bullet")
        .atMost(
            "ellipsis-lines",
            ellipsisLines / all,
            limits.maxEllipsisLines(),
            "of the lines end with an ellipsis")
        .atLeast(
            "few-letters",
            scan.alphabeticTokens() / tokens,
            limits.minAlphabeticShare(),
            "of the tokens have a letter")
        .atLeast("few-stop-words", scan.stopWords(), limits.minStopWords(), "different stop words")
        .verdict();
  }
}
