package dev.nightshift.curation.split;

import dev.nightshift.curation.config.NamedNumbers;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A sample with a share of its own for each stratum, drawn by a digest of the content: the same
 * texts every night, copies together, and a larger share holds all that a smaller one holds.
 *
 * @param shares stratum to the share of its contents that is kept
 * @param otherShare share of every other stratum
 */
public record StratifiedSample(Map<String, Double> shares, double otherShare)
    implements Serializable {

  /** Keeps all. */
  public static final StratifiedSample ALL = new StratifiedSample(Map.of(), 1);

  private static final String OTHERS = "*";

  public StratifiedSample {
    shares = Collections.unmodifiableMap(new LinkedHashMap<>(shares));
    shares.forEach(StratifiedSample::requireShare);
    requireShare(OTHERS, otherShare);
  }

  private static void requireShare(String stratum, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "the share of '" + stratum + "' is " + share + ", it must be from 0 to 1");
    }
  }

  /**
   * Reads shares written as {@code web=0.1,books=1,*=0.5}; strata that are not named have the share
   * of {@code *}, or 1.
   *
   * @throws IllegalArgumentException if a part is no stratum and share
   */
  public static StratifiedSample parse(String text) {
    Map<String, Double> shares =
        NamedNumbers.parse(
            text,
            share -> true,
            part -> {
              throw new IllegalArgumentException("'" + part + "' is no share of a stratum");
            });
    Double others = shares.remove(OTHERS);
    return new StratifiedSample(shares, others == null ? 1 : others);
  }

  /** The share of a stratum. */
  public double share(String stratum) {
    return shares.getOrDefault(stratum, otherShare);
  }

  /** Whether a content of a stratum is in the sample. */
  public boolean keeps(String stratum, String contentKey) {
    double share = share(stratum);
    return share >= 1 || (share > 0 && DigestPlace.of("sample", contentKey) < share);
  }
}
