package dev.nightshift.curation.dedup;

import dev.nightshift.schema.identity.Digest;
import java.util.Arrays;

/**
 * Makes the sketches of texts. Not safe for use by several threads; one serves for many texts, and
 * its memory does not grow with them.
 *
 * <p>Signatures and sketches are of sets, so that a shingle that stood in the text before adds
 * nothing. The last shingle of each of {@value #MOST_SEEN} slots is remembered, and what is there
 * already is left out: about half of a text's n-grams of characters, few of its n-grams of words.
 */
public final class NearSketcher implements Shingler.Sink {

  private static final int KEY_DIGITS = 32;
  private static final int LEAST_SEEN = 1 << 6;
  private static final int MOST_SEEN = 1 << 14;

  private final Bands bands;
  private final Shingler shingler;
  private final SignatureFamily family;
  private final ShingleSketch sketch = new ShingleSketch();
  private final int[] signature;
  private final int[] seen = new int[MOST_SEEN];
  private int lastSlot;
  private boolean any;

  /** A sketcher of the given settings. */
  public NearSketcher(NearSettings settings) {
    this.bands = settings.bands();
    this.shingler = new Shingler(settings.unit(), settings.ngram());
    this.family = SignatureFamily.of(settings.unit(), bands.hashes());
    this.signature = new int[bands.hashes()];
  }

  /** The sketch of a text. */
  public NearSketch sketch(String text) {
    sketch.clear();
    family.clear(signature);
    any = false;
    forget(text.length());
    shingler.shingle(text, this);
    byte[] shingles = sketch.toBytes();
    if (!any) {
      return new NearSketch(new long[0], shingles, "");
    }
    family.finish(signature);
    return new NearSketch(
        MinHash.bandKeys(signature, bands),
        shingles,
        Digest.ofBytes(shingles).substring(0, KEY_DIGITS));
  }

  /** Empties as many slots as a text needs: each holds a shingle that belongs to another one. */
  private void forget(int length) {
    int slots = Integer.highestOneBit(Math.max(LEAST_SEEN, Math.min(length, MOST_SEEN / 2))) << 1;
    Arrays.fill(seen, 0, slots, 0);
    seen[0] = 1;
    lastSlot = slots - 1;
  }

  @Override
  public void take(int[] block, int size) {
    any = true;
    int fresh = 0;
    for (int i = 0; i < size; i++) {
      int shingle = block[i];
      int slot = shingle & lastSlot;
      block[fresh] = shingle;
      fresh += seen[slot] == shingle ? 0 : 1;
      seen[slot] = shingle;
    }
    family.add(block, fresh, signature);
    sketch.add(block, fresh);
  }
}
