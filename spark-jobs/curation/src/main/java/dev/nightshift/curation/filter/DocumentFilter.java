package dev.nightshift.curation.filter;

import java.io.Serializable;

/**
 * Keeps a document, changes it, or refuses it. What it says is a function of the text and of the
 * filter's settings alone. Safe for use by several threads.
 */
public interface DocumentFilter extends Serializable {

  /**
   * Judges a document.
   *
   * @param text the document as a string
   * @param scan the same, scanned
   * @param findings takes what was found out on the way
   */
  Verdict judge(String text, TextScan scan, Findings findings);

  /** Whether the filter needs {@link TextScan#foldedHash}. */
  default boolean needsFolding() {
    return false;
  }
}
