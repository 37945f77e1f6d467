package dev.nightshift.curation.filter;

import java.io.Serializable;
import java.util.List;

/**
 * The limits of {@link GopherRepetition}, all of them largest shares from 0 to 1; {@link
 * #PUBLISHED} are those of the paper.
 *
 * @param duplicateLines of the lines
 * @param duplicateParagraphs of the paragraphs
 * @param duplicateLineCharacters of the characters, in lines
 * @param duplicateParagraphCharacters of the characters, in paragraphs
 * @param topGrams of the characters, in the most frequent n-gram of 2, 3 and 4 tokens
 * @param duplicateGrams of the characters, in repeated n-grams of 5, 6, 7, 8, 9 and 10 tokens
 */
public record RepetitionLimits(
    double duplicateLines,
    double duplicateParagraphs,
    double duplicateLineCharacters,
    double duplicateParagraphCharacters,
    List<Double> topGrams,
    List<Double> duplicateGrams)
    implements Serializable {

  /** Tokens in the shortest n-gram of {@link #topGrams}. */
  public static final int FIRST_TOP = 2;

  /** Tokens in the shortest n-gram of {@link #duplicateGrams}. */
  public static final int FIRST_DUPLICATE = 5;

  /** The limits of Rae et al. 2021, table A1. */
  public static final RepetitionLimits PUBLISHED =
      new RepetitionLimits(
          0.30,
          0.30,
          0.20,
          0.20,
          List.of(0.20, 0.18, 0.16),
          List.of(0.15, 0.14, 0.13, 0.12, 0.11, 0.10));

  public RepetitionLimits {
    topGrams = List.copyOf(topGrams);
    duplicateGrams = List.copyOf(duplicateGrams);
    if (topGrams.size() != 3 || duplicateGrams.size() != 6) {
      throw new IllegalArgumentException(
          "there are 3 limits for n-grams of 2 to 4 tokens and 6 for those of 5 to 10, given were "
              + topGrams.size()
              + " and "
              + duplicateGrams.size());
    }
  }
}
