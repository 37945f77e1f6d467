package dev.nightshift.curation.filter;

import java.io.Serializable;

/**
 * The limits of {@link GopherQuality}; {@link #PUBLISHED} are those of the paper.
 *
 * @param minWords fewest words
 * @param maxWords most words
 * @param minMeanWordLength shortest mean length of a word, in characters
 * @param maxMeanWordLength longest mean length of a word, in characters
 * @param maxSymbolRatio most {@code #}, and most ellipses, per token
 * @param minAlphabeticShare smallest share of tokens with a letter
 * @param maxBulletLines largest share of lines that start with a bullet
 * @param maxEllipsisLines largest share of lines that end with an ellipsis
 * @param minStopWords fewest different stop words
 */
public record GopherLimits(
    long minWords,
    long maxWords,
    double minMeanWordLength,
    double maxMeanWordLength,
    double maxSymbolRatio,
    double minAlphabeticShare,
    double maxBulletLines,
    double maxEllipsisLines,
    int minStopWords)
    implements Serializable {

  /** The limits of Rae et al. 2021, table A1. */
  public static final GopherLimits PUBLISHED =
      new GopherLimits(50, 100_000, 3, 10, 0.1, 0.8, 0.9, 0.3, 2);
}
