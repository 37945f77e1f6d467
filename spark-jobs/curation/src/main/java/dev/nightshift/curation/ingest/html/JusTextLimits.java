package dev.nightshift.curation.ingest.html;

/**
 * The limits of jusText.
 *
 * @param linkDensity largest share of characters in links
 * @param shortLength blocks below so many characters are short
 * @param longLength prose above so many characters is good by itself
 * @param fewStopWords share of stop words from which a block may be prose
 * @param manyStopWords share of stop words from which a block is prose
 * @param headingDistance most characters between a heading and the good block that saves it
 */
record JusTextLimits(
    double linkDensity,
    int shortLength,
    int longLength,
    double fewStopWords,
    double manyStopWords,
    int headingDistance) {

  /** The defaults of Pomikálek 2011 and of the program that was published with it. */
  static final JusTextLimits DEFAULT = new JusTextLimits(0.2, 70, 200, 0.30, 0.32, 200);

  /** Without stop words, for languages whose stop words are not known: length and links decide. */
  JusTextLimits withoutStopWords() {
    return new JusTextLimits(linkDensity, shortLength, longLength, 0, 0, headingDistance);
  }
}
