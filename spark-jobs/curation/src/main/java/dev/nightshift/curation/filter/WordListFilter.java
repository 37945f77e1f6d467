package dev.nightshift.curation.filter;

/**
 * Refuses documents by words of a list. In mode {@code any} one occurrence is enough, as in C4
 * (Raffel et al. 2020, section 2.2); in mode {@code share} their tokens may make up a share of all
 * words. A list knows no context: quotations, novels and works on language are refused with what is
 * meant.
 */
public final class WordListFilter implements DocumentFilter {

  private static final long serialVersionUID = 1L;

  /** When a document is refused. */
  public enum Mode {
    /** By the share of its words. */
    SHARE,
    /** By a single occurrence. */
    ANY
  }

  private final WordList list;
  private final Mode mode;
  private final double maxShare;

  /**
   * A filter.
   *
   * @param maxShare largest share of words, from 0 to 1; for mode {@code SHARE}
   */
  public WordListFilter(WordList list, Mode mode, double maxShare) {
    this.list = list;
    this.mode = mode;
    this.maxShare = maxShare;
  }

  @Override
  public boolean needsFolding() {
    return true;
  }

  @Override
  public Verdict judge(String text, TextScan scan, Findings findings) {
    long matched = 0;
    int token = 0;
    while (token < scan.keptTokens()) {
      int n = list.matchAt(scan, token);
      matched += n;
      token += Math.max(1, n);
      if (matched > 0 && mode == Mode.ANY) {
        return new Bounds().atMost("profanity", 1, 0, "words of the list").verdict();
      }
    }
    double words = Math.max(1, Math.min(scan.words(), scan.keptTokens()));
    return mode == Mode.ANY
        ? Verdict.KEPT
        : new Bounds()
            .atMost("profanity", matched / words, maxShare, "of the words are on the list")
            .verdict();
  }
}
