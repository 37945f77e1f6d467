package dev.nightshift.curation.dedup;

import dev.nightshift.schema.identity.Digest;

/**
 * Makes the sketches of texts. Not safe for use by several threads; one serves for many texts, and
 * its memory does not grow with them.
 */
public final class NearSketcher implements Shingler.Sink {

  private static final int KEY_DIGITS = 32;

  private final Bands bands;
  private final Shingler shingler;
  private final MinHash family;
  private final ShingleSketch sketch = new ShingleSketch();
  private final int[] signature;
  private boolean any;

  /** A sketcher of the given settings. */
  public NearSketcher(NearSettings settings) {
    this.bands = settings.bands();
    this.shingler = new Shingler(settings.unit(), settings.ngram());
    this.family = new MinHash(bands.hashes());
    this.signature = new int[bands.hashes()];
  }

  /** The sketch of a text. */
  public NearSketch sketch(String text) {
    sketch.clear();
    family.clear(signature);
    any = false;
    shingler.shingle(text, this);
    byte[] shingles = sketch.toBytes();
    return any
        ? new NearSketch(
            MinHash.bandKeys(signature, bands),
            shingles,
            Digest.ofBytes(shingles).substring(0, KEY_DIGITS))
        : new NearSketch(new long[0], shingles, "");
  }

  @Override
  public void take(int[] block, int size) {
    any = true;
    family.add(block, size, signature);
    sketch.add(block, size);
  }
}
