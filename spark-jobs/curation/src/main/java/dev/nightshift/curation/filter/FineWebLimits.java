package dev.nightshift.curation.filter;

import java.io.Serializable;

/**
 * The limits of {@link FineWebQuality}; {@link #PUBLISHED} are those of FineWeb.
 *
 * @param minPunctuatedLines smallest share of lines that end in punctuation
 * @param maxShortLines largest share of short lines
 * @param shortLine characters of the longest line that is short
 * @param maxDuplicateCharacters largest share of characters in duplicate lines
 * @param maxNewlinesPerWord most line feeds per token
 */
public record FineWebLimits(
    double minPunctuatedLines,
    double maxShortLines,
    int shortLine,
    double maxDuplicateCharacters,
    double maxNewlinesPerWord)
    implements Serializable {

  /** The limits of Penedo et al. 2024, section 3.6, with the two of its published code. */
  public static final FineWebLimits PUBLISHED = new FineWebLimits(0.12, 0.67, 30, 0.01, 0.3);
}
