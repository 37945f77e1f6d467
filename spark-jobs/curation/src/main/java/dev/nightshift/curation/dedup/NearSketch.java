package dev.nightshift.curation.dedup;

/**
 * What near-deduplication knows of a text. Not a record: it holds arrays.
 *
 * <p>Texts with equal keys have equal sketches; the key is empty, and there are no bands, where a
 * text has no shingles.
 */
public final class NearSketch {

  private final long[] bandKeys;
  private final byte[] shingles;
  private final String key;

  NearSketch(long[] bandKeys, byte[] shingles, String key) {
    this.bandKeys = bandKeys;
    this.shingles = shingles;
    this.key = key;
  }

  /** The key of each band, eight bytes each, big-endian. */
  public byte[] bands() {
    return BandKeys.pack(bandKeys);
  }

  /** The bytes of the {@link ShingleSketch}. */
  public byte[] shingles() {
    return shingles.clone();
  }

  /** First 32 digits of the SHA-256 of the sketch; empty for a text without shingles. */
  public String key() {
    return key;
  }
}
