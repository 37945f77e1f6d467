package dev.nightshift.curation.dedup;

import java.nio.ByteBuffer;

/** Band keys as bytes: eight each, big-endian, in the order of the bands. */
public final class BandKeys {

  private BandKeys() {}

  /** The bytes of keys. */
  public static byte[] pack(long[] keys) {
    ByteBuffer bytes = ByteBuffer.allocate(keys.length * Long.BYTES);
    for (long key : keys) {
      bytes.putLong(key);
    }
    return bytes.array();
  }

  /** The keys of bytes. */
  public static long[] unpack(byte[] bytes) {
    long[] keys = new long[bytes.length / Long.BYTES];
    ByteBuffer.wrap(bytes).asLongBuffer().get(keys);
    return keys;
  }
}
