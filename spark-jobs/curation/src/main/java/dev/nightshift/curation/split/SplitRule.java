package dev.nightshift.curation.split;

import dev.nightshift.schema.identity.Digest;
import java.io.Serializable;
import java.util.HexFormat;

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
    String hex = Digest.start().add("split").add(contentKey).hex();
    // 53 bits fill a double exactly.
    double place = (HexFormat.fromHexDigitsToLong(hex.substring(0, 16)) >>> 11) * 0x1.0p-53;
    if (place < validationShare) {
      return "validation";
    }
    return place < validationShare + testShare ? "test" : "train";
  }
}
