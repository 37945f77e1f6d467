package dev.nightshift.curation.ingest;

import java.io.FilterInputStream;
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
    Counter in = new Counter(packed);
    return new Bounded(unpacker.unpack(in), in, this);
  }

  /** Counts what is read. */
  static final class Counter extends FilterInputStream {
    private long count;

    Counter(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int c = in.read();
      count += c < 0 ? 0 : 1;
      return c;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int n = in.read(target, offset, length);
      count += Math.max(0, n);
      return n;
    }

    @Override
    public long skip(long n) throws IOException {
      long skipped = in.skip(n);
      count += skipped;
      return skipped;
    }
  }

  /** Stops where the bounds are passed. */
  static final class Bounded extends FilterInputStream {
    private final Counter packed;
    private final Expansion bounds;
    private long unpacked;

    Bounded(InputStream in, Counter packed, Expansion bounds) {
      super(in);
      this.packed = packed;
      this.bounds = bounds;
    }

    @Override
    public int read() throws IOException {
      int c = in.read();
      grown(c < 0 ? 0 : 1);
      return c;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int n = in.read(target, offset, length);
      grown(Math.max(0, n));
      return n;
    }

    private void grown(int n) throws IOException {
      unpacked += n;
      if (unpacked > bounds.bytes) {
        throw new UnusableFileException(
            RejectReason.EXPANDS_TOO_FAR,
            "unpacked it has more than "
                + bounds.bytes
                + " bytes: raise --max-file-bytes to read on");
      }
      if (unpacked > FREE_BYTES && unpacked / bounds.ratio > packed.count) {
        throw new UnusableFileException(
            RejectReason.EXPANDS_TOO_FAR,
            packed.count
                + " packed bytes have become "
                + unpacked
                + ", more than "
                + bounds.ratio
                + " for one: raise --max-expansion to read on");
      }
    }
  }
}
