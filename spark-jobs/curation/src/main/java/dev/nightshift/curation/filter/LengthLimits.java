package dev.nightshift.curation.filter;

import java.io.Serializable;

/**
 * The bounds of {@link LengthFilter}; 0 stands for none.
 *
 * @param minCharacters fewest characters (code points)
 * @param maxCharacters most characters
 * @param minWords fewest words
 * @param maxWords most words
 * @param minTokens fewest tokens of the tokenizer
 * @param maxTokens most tokens
 */
public record LengthLimits(
    long minCharacters,
    long maxCharacters,
    long minWords,
    long maxWords,
    long minTokens,
    long maxTokens)
    implements Serializable {

  /** No bound at all. */
  public static final LengthLimits NONE = new LengthLimits(0, 0, 0, 0, 0, 0);

  /** Whether there is a bound for tokens. */
  public boolean boundsTokens() {
    return minTokens > 0 || maxTokens > 0;
  }
}
