package dev.nightshift.curation.filter;

import java.util.List;

/**
 * Filters one after another: each sees what those before it left, and the first that refuses ends
 * it. A text is scanned once, and again only where a filter changed it. One object serves one
 * thread.
 */
public final class FilterChain {

  private final List<DocumentFilter> filters;
  private final TextScan scan;

  public FilterChain(List<DocumentFilter> filters) {
    this.filters = List.copyOf(filters);
    this.scan = new TextScan(filters.stream().anyMatch(DocumentFilter::needsFolding));
  }

  /**
   * Judges a text.
   *
   * @param findings takes what the filters found out
   * @return kept, changed by one filter or more, or refused by the first that did
   */
  public Verdict judge(String text, Findings findings) {
    String current = text;
    boolean scanned = false;
    for (DocumentFilter filter : filters) {
      if (!scanned) {
        scan.read(current);
        scanned = true;
      }
      Verdict verdict = filter.judge(current, scan, findings);
      if (verdict instanceof Verdict.Refused) {
        return verdict;
      }
      if (verdict instanceof Verdict.Changed changed) {
        current = changed.text();
        scanned = false;
      }
    }
    return current.equals(text) ? Verdict.KEPT : new Verdict.Changed(current);
  }
}
