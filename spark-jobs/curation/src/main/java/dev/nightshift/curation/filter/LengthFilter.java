package dev.nightshift.curation.filter;

import org.jspecify.annotations.Nullable;

/**
 * Keeps documents within bounds of length: characters, words, and tokens of a language model's
 * tokenizer. With a tokenizer it counts the tokens of every document that the cheaper bounds keep.
 */
public final class LengthFilter implements DocumentFilter {

  private static final long serialVersionUID = 1L;

  private final LengthLimits limits;
  private final @Nullable TokenCounter counter;

  /**
   * A filter.
   *
   * @param counter counts tokens; null where there is no tokenizer
   */
  public LengthFilter(LengthLimits limits, @Nullable TokenCounter counter) {
    if (counter == null && limits.boundsTokens()) {
      throw new IllegalArgumentException("bounds for tokens need a tokenizer");
    }
    this.limits = limits;
    this.counter = counter;
  }

  @Override
  public Verdict judge(String text, TextScan scan, Findings findings) {
    Bounds bounds =
        new Bounds()
            .atLeast("too-short", scan.characters(), limits.minCharacters(), "characters")
            .atMost("too-long", scan.characters(), most(limits.maxCharacters()), "characters")
            .atLeast("too-few-words", scan.words(), limits.minWords(), "words")
            .atMost("too-many-words", scan.words(), most(limits.maxWords()), "words");
    if (counter != null && !bounds.isRefused()) {
      long tokens = counter.count(text);
      findings.tokens(tokens);
      bounds
          .atLeast("too-few-tokens", tokens, limits.minTokens(), "tokens")
          .atMost("too-many-tokens", tokens, most(limits.maxTokens()), "tokens");
    }
    return bounds.verdict();
  }

  private static double most(long limit) {
    return limit == 0 ? Double.POSITIVE_INFINITY : limit;
  }
}
