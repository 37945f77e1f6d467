package dev.nightshift.classifiers.spark;

import dev.nightshift.schema.identity.RowIdentity;
import java.io.Serializable;

/**
 * A text with its label.
 *
 * @param docId digest of the text
 * @param text the text
 * @param good whether a labeller said good
 * @param bad whether a labeller said bad; both for a text that has both labels
 * @param copies rows that had this text
 */
record LabelledText(String docId, String text, boolean good, boolean bad, long copies)
    implements Serializable {

  static LabelledText of(String text, boolean good) {
    return new LabelledText(RowIdentity.docId(text), text, good, !good, 1);
  }

  /** One row for two of the same text. */
  LabelledText merge(LabelledText other) {
    return new LabelledText(
        docId, text, good || other.good, bad || other.bad, copies + other.copies);
  }

  /** Whether its labels contradict one another. */
  boolean contradictory() {
    return good && bad;
  }
}
