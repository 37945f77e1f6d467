package dev.nightshift.curation.dedup;

import dev.nightshift.schema.identity.Digest;
import java.io.Serializable;

/**
 * When two texts are near-duplicates, and how they are found.
 *
 * @param unit what n-grams are made of
 * @param ngram units in an n-gram
 * @param threshold smallest Jaccard similarity of two duplicates, above 0 and at most 1
 * @param bands how signatures are cut
 * @param keep which row of a cluster stays
 */
public record NearSettings(TextUnit unit, int ngram, double threshold, Bands bands, KeepRule keep)
    implements Serializable {

  /**
   * Word 5-grams at .7, as in published pipelines, with bands that find 95 % of the pairs there.
   */
  public static final NearSettings DEFAULT =
      new NearSettings(TextUnit.WORD, 5, 0.7, Bands.forRecall(0.7, 0.95, 128), KeepRule.OLDEST);

  public NearSettings {
    if (ngram < 1) {
      throw new IllegalArgumentException("an n-gram has at least one unit, not " + ngram);
    }
    if (!(threshold > 0 && threshold <= 1)) {
      throw new IllegalArgumentException("the threshold is " + threshold);
    }
  }

  /**
   * Names everything that decides a cluster: states of an index go together only if they agree in
   * it.
   */
  public String digest() {
    Digest digest = Digest.start();
    if (unit == TextUnit.CHAR) {
      digest.add("one-permutation");
    }
    return digest
        .add("near-duplicates")
        .add(unit.label())
        .add(ngram)
        .add(Double.doubleToLongBits(threshold))
        .add(bands.count())
        .add(bands.rows())
        .add(keep.label())
        .add(MinHash.SEED)
        .add(ShingleSketch.SIZE)
        .hex();
  }
}
