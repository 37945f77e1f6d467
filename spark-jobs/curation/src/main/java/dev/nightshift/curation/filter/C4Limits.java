package dev.nightshift.curation.filter;

import java.io.Serializable;

/**
 * The limits of {@link C4Quality}; {@link #PUBLISHED} are those of the code that built C4.
 *
 * @param terminalPunctuation whether lines must end in a terminal mark
 * @param minWordsPerLine fewest words of a line, as white space divides them
 * @param maxWordLength longest word of a line, in code units
 * @param minSentences fewest sentences of a page
 */
public record C4Limits(
    boolean terminalPunctuation, int minWordsPerLine, int maxWordLength, int minSentences)
    implements Serializable {

  /**
   * 5 words a line and 3 sentences a page, as in the code that built the set (TensorFlow Datasets,
   * {@code c4_utils}); datatrove's filter takes 3 and 5 instead. The longest word, 1,000, is
   * datatrove's.
   */
  public static final C4Limits PUBLISHED = new C4Limits(true, 5, 1000, 3);
}
