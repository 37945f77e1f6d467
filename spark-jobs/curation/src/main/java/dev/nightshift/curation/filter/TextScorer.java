package dev.nightshift.curation.filter;

import java.io.Serializable;

/**
 * Scores texts: by how good they are, or by another trait that a classifier learned. A score is a
 * function of the text and the digest alone.
 */
public interface TextScorer extends Serializable {

  /** The probability of the trait, in [0, 1]. */
  double score(String text);

  /** What names the scorer. */
  String digest();
}
