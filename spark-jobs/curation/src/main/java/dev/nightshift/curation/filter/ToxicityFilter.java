package dev.nightshift.curation.filter;

/**
 * Refuses what a classifier finds toxic; its score is stored with what is kept. The classifier is
 * one that was trained with label 1 for toxic text.
 */
public final class ToxicityFilter implements DocumentFilter {

  private static final long serialVersionUID = 1L;

  private final TextScorer scorer;
  private final double max;

  /**
   * A filter.
   *
   * @param max largest score that is kept, from 0 to 1
   */
  public ToxicityFilter(TextScorer scorer, double max) {
    this.scorer = scorer;
    this.max = max;
  }

  @Override
  public Verdict judge(String text, TextScan scan, Findings findings) {
    double score = scorer.score(text);
    findings.toxicity(score, scorer.digest());
    return new Bounds().atMost("toxic", score, max, "as probability of toxic text").verdict();
  }
}
