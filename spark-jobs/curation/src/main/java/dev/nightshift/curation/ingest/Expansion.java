package dev.nightshift.curation.ingest;

import dev.nightshift.schema.io.CountedStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;

/**
 * How far a compressed file may grow when it is unpacked. Text shrinks three to ten times, seldom
 * more than fifty; DEFLATE's own limit is 1,032 times, that of Zstandard far more, and files that
 * are made to fill a disk come near them.
 *
 * @param ratio most unpacked bytes for each packed one; counted once a file has grown beyond {@link
 *     #FREE_BYTES}
 * @param bytes most unpacked bytes of one file
 */
public record Expansion(long ratio, long bytes) implements Serializable {

  /** Any ratio is taken up to here: 16 MiB. */
  public static final long FREE_BYTES = 1L << 24;

  /** 200 times, 64 GiB. */
  public static final Expansion DEFAULT = new Expansion(200, 1L << 36);

  public Expansion {
    if (ratio < 1 || bytes < 1) {
      throw new IllegalArgumentException("bounds are positive, were " + ratio + " and " + bytes);
    }
  }

  /** What unpacks a stream. */
  interface Unpacker {
    InputStream unpack(InputStream packed) throws IOException;
  }

  /** Unpacks a stream within these bounds. */
  InputStream bounded(InputStream packed, Unpacker unpacker) throws IOException {
    CountedStream in = new CountedStream(packed);
    return bounded(unpacker.unpack(in), in);
  }

  /**
   * What was unpacked, within these bounds.
   *
   * @param unpacked reads from the other
   * @param packed counts what was read of the file
   */
  CountedStream bounded(InputStream unpacked, CountedStream packed) {
    return new CountedStream(unpacked, count -> check(count, packed.count()));
  }

  private void check(long unpacked, long packed) throws IOException {
    if (unpacked > bytes) {
      throw new UnusableFileException(
          RejectReason.EXPANDS_TOO_FAR,
          "unpacked it has more than " + bytes + " bytes: raise --max-file-bytes to read on");
    }
    if (unpacked > FREE_BYTES && unpacked / ratio > packed) {
      throw new UnusableFileException(
          RejectReason.EXPANDS_TOO_FAR,
          packed
              + " packed bytes have become "
              + unpacked
              + ", more than "
              + ratio
              + " for one: raise --max-expansion to read on");
    }
  }
}
