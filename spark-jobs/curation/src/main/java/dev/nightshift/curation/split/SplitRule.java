package dev.nightshift.curation.split;

import java.io.Serializable;

/**
 * Divides documents by a digest of their content, so that a text falls into the same split every
 * night, whatever comes in beside it.
 *
 * @param validationShare expected share of documents held out for validation
 * @param testShare expected share of documents held out for testing
 */
public record SplitRule(double validationShare, double testShare) implements Serializable {

  public SplitRule {
    if (!(validationShare >= 0) || !(testShare >= 0) || validationShare + testShare > 1) {
      throw new IllegalArgumentException(
          "shares of validation and test are "
              + validationShare
              + " and "
              + testShare
              + ": neither may be negative, nor their sum above 1");
    }
  }

  /** {@code train}, {@code validation} or {@code test}. */
  public String of(String contentKey) {
    double place = DigestPlace.of("split", contentKey);
    if (place < validationShare) {
      return "validation";
    }
    return place < validationShare + testShare ? "test" : "train";
  }
}
