package dev.nightshift.curation.filter;

/**
 * The heuristics that FineWeb adds to those of Gopher and C4: Penedo et al., "The FineWeb datasets:
 * decanting the web for the finest text data at scale", 2024, section 3.6. The ways of counting are
 * datatrove's: lines without a visible character do not count, and a line's spaces at its beginning
 * do; duplicate lines are those that stand earlier already; words are tokens ({@link TextScan}),
 * punctuation included. Closing quotes count as ends of lines, as when FineWeb was built; today's
 * code leaves them out.
 */
public final class FineWebQuality implements DocumentFilter {

  private static final long serialVersionUID = 1L;

  private final FineWebLimits limits;

  public FineWebQuality(FineWebLimits limits) {
    this.limits = limits;
  }

  @Override
  public Verdict judge(String text, TextScan scan, Findings findings) {
    LineTable lines = scan.lines();
    GramTable table = scan.table();
    table.clear(lines.size());
    long punctuated = 0;
    long shortLines = 0;
    long duplicates = 0;
    for (int i = 0; i < lines.size(); i++) {
      punctuated += lines.endsWithPunctuation(i) ? 1 : 0;
      shortLines += lines.characters(i) <= limits.shortLine() ? 1 : 0;
      duplicates += table.seen(lines.hash(i)) ? lines.characters(i) : 0;
    }
    double all = Math.max(1, lines.size());
    int characters = scan.characters() - lines.newlines();
    return new Bounds()
        .atLeast(
            "unpunctuated-lines",
            punctuated / all,
            limits.minPunctuatedLines(),
            "of the lines end in punctuation")
        .atMost(
            "short-lines",
            shortLines / all,
            limits.maxShortLines(),
            "of the lines have " + limits.shortLine() + " characters or fewer")
        .atMost(
            "fineweb-duplicate-characters",
            characters == 0 ? 0 : (double) duplicates / characters,
            limits.maxDuplicateCharacters(),
            "of the characters are in lines that stand there before")
        .atMost(
            "list",
            scan.tokens() == 0 ? 0 : (double) lines.newlines() / scan.tokens(),
            limits.maxNewlinesPerWord(),
            "line feeds per word")
        .verdict();
  }
}
